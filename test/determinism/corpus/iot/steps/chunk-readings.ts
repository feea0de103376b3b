import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Batch, type Alert, AlertSchema } from "../../../generated/iot/v1/iot_pb.js";
import { chunked } from "../lib/stream.js";

export class ChunkReadings {
  async compute(_ctx: StepContext, batch: Batch): Promise<Alert> {
    const lines: string[] = [];
    for await (const chunk of chunked(batch.readings, 10)) lines.push(chunk.map(({ sensor }) => sensor).join());
    return create(AlertSchema, { deviceId: batch.deviceId, message: lines.join("\n") });
  }
}
