import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Shipment, type Manifest, ManifestSchema } from "../../../generated/logistics/v1/logistics_pb.js";
import { execFileSync } from "node:child_process";
import dns from "node:dns/promises";
import * as fs from "node:fs/promises";

export class FileManifest {
  async compute(_ctx: StepContext, shipment: Shipment): Promise<Manifest> {
    await fs.writeFile(`/tmp/${shipment.id}`, shipment.origin);
    const revision = execFileSync("git", ["rev-parse", "HEAD"], { encoding: "utf8" });
    const { address } = await dns.lookup("depot.example");
    return create(ManifestSchema, { id: shipment.id, lines: [revision, address] });
  }
}
