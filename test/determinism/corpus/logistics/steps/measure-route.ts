import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Shipment, type Route, RouteSchema } from "../../../generated/logistics/v1/logistics_pb.js";
import { distance } from "../lib/distance.js";

export class MeasureRoute {
  compute(_ctx: StepContext, shipment: Shipment): Route {
    const costCents = distance(shipment.origin, shipment.destination) * 12;
    return create(RouteSchema, { shipmentId: shipment.id, costCents });
  }
}
