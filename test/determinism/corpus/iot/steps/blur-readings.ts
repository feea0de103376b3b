import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Batch, type Alert, AlertSchema } from "../../../generated/iot/v1/iot_pb.js";
import { noisy } from "../lib/stream.js";

export class BlurReadings {
  compute(_ctx: StepContext, batch: Batch): Alert {
    const [first = 0] = noisy(batch.readings);
    return create(AlertSchema, { deviceId: batch.deviceId, level: first > 80 ? 2 : 1 });
  }
}
