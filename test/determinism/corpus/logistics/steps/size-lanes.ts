import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Shipment, type Manifest, ManifestSchema } from "../../../generated/logistics/v1/logistics_pb.js";

export interface Clock {
  now(): number;
  random(): number;
}

const os = { cpus: () => ["a", "b"], hostname: () => "fixed" };

export class SizeLanes {
  constructor(private readonly clock: Clock) {}

  compute(_ctx: StepContext, shipment: Shipment): Manifest {
    const process = { cwd: () => `/${shipment.origin}`, env: shipment.parcels.length };
    const at = this.clock.now() + this.clock.random();
    return create(ManifestSchema, {
      id: os.hostname(),
      lines: [process.cwd(), String(process.env), ...os.cpus(), `${at}`],
    });
  }
}
