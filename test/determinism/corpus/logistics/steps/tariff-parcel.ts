import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Shipment, type Route, RouteSchema } from "../../../generated/logistics/v1/logistics_pb.js";
import { roundUp, tariffFor } from "@acme/tariffs";

export class TariffParcel {
  compute(_ctx: StepContext, shipment: Shipment): Route {
    const grams = shipment.parcels.reduce((sum, parcel) => sum + parcel.weightGrams, 0);
    return create(RouteSchema, { shipmentId: shipment.id, costCents: roundUp(tariffFor(shipment.destination, grams)) });
  }
}
