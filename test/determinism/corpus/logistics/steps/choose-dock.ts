import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Shipment, type Route, RouteSchema } from "../../../generated/logistics/v1/logistics_pb.js";
import { tmpdir } from "node:os";
import { env as settings } from "node:process";

export class ChooseDock {
  compute(_ctx: StepContext, shipment: Shipment): Route {
    const dock = settings["DOCK"] ?? "A";
    const folder = tmpdir();
    const lane = process.argv[2] ?? "1";
    return create(RouteSchema, { shipmentId: shipment.id, stops: [{ depot: `${folder}/${dock}/${lane}` }] });
  }
}
