import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Shipment, type Route, RouteSchema } from "../../../generated/logistics/v1/logistics_pb.js";

export class LiveEta {
  async compute(_ctx: StepContext, shipment: Shipment): Promise<Route> {
    const signal = AbortSignal.timeout(2_000);
    const response = await fetch(`https://eta.example/${shipment.id}`, { signal });
    const { etaMs } = (await response.json()) as { etaMs: number };
    return create(RouteSchema, { shipmentId: shipment.id, stops: [{ depot: shipment.destination, etaMs }] });
  }
}
