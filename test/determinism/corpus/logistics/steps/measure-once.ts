import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Shipment, type Route, RouteSchema } from "../../../generated/logistics/v1/logistics_pb.js";
import { between } from "../lib/distance.js";
import { memoize } from "../lib/memoize.js";

export class MeasureOnce {
  compute(_ctx: StepContext, shipment: Shipment): Route {
    const distance = memoize(between);
    const stops = shipment.parcels.map(({ id }) => ({ depot: id, etaMs: distance(shipment.origin, id) }));
    return create(RouteSchema, { shipmentId: shipment.id, stops });
  }
}
