import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Shipment, type Manifest, ManifestSchema } from "../../../generated/logistics/v1/logistics_pb.js";
import { createHash } from "node:crypto";
import { posix } from "node:path";
import { Buffer } from "node:buffer";

export class ManifestChecksum {
  compute(_ctx: StepContext, shipment: Shipment): Manifest {
    const lines = shipment.parcels.map((parcel) => posix.join(shipment.carrier, parcel.id));
    const hash = createHash("sha256").update(lines.join("\n")).update(Buffer.from(shipment.id)).digest("hex");
    return create(ManifestSchema, { id: shipment.id, lines, checksum: hash });
  }
}
