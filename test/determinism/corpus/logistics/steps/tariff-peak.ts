import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Shipment, type Route, RouteSchema } from "../../../generated/logistics/v1/logistics_pb.js";
import { surcharge, tariffFor } from "@acme/tariffs";

export class TariffPeak {
  compute(_ctx: StepContext, shipment: Shipment): Route {
    const cents = tariffFor(shipment.destination, 1000);
    const costCents = surcharge(cents);
    return create(RouteSchema, { shipmentId: shipment.id, costCents });
  }
}
