import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Shipment, type Manifest, ManifestSchema } from "../../../generated/logistics/v1/logistics_pb.js";
import { cpus } from "node:os";
import process from "node:process";
import { threadId } from "node:worker_threads";

export class SizeFleet {
  compute(_ctx: StepContext, shipment: Shipment): Manifest {
    const lanes = Math.max(1, cpus().length - 1);
    const folder = process.cwd();
    const lines = [folder, String(lanes)];
    lines.push(`thread ${threadId}`);
    lines.push(`${process.memoryUsage().rss} bytes`);
    return create(ManifestSchema, { id: shipment.id, lines });
  }
}
