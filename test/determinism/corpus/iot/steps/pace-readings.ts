import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Batch, type Alert, AlertSchema } from "../../../generated/iot/v1/iot_pb.js";
import { paced } from "../lib/stream.js";

export class PaceReadings {
  async compute(_ctx: StepContext, batch: Batch): Promise<Alert> {
    let level = 0;
    for await (const reading of paced(batch.readings)) {
      level = Math.max(level, reading.value > 80 ? 2 : 1);
    }
    return create(AlertSchema, { deviceId: batch.deviceId, level });
  }
}
