import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Shipment, type Route, RouteSchema } from "../../../generated/logistics/v1/logistics_pb.js";
import * as timers from "node:timers";
import { scheduler } from "node:timers/promises";

export class WaitForDock {
  async compute(_ctx: StepContext, shipment: Shipment): Promise<Route> {
    await new Promise((resolve) => globalThis.setTimeout(resolve, 5));
    await new Promise((resolve) => timers.setTimeout(resolve, 5));
    await scheduler.wait(5);
    return create(RouteSchema, { shipmentId: shipment.id });
  }
}
