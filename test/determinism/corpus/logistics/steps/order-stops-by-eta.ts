import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Route, type Manifest, ManifestSchema } from "../../../generated/logistics/v1/logistics_pb.js";
import { byEta } from "../lib/depot-order.js";

export class OrderStopsByEta {
  compute(_ctx: StepContext, route: Route): Manifest {
    const stops = route.stops.toSorted(byEta);
    return create(ManifestSchema, { id: route.shipmentId, lines: stops.map((stop) => stop.depot) });
  }
}
