import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Batch, type DeviceState, DeviceStateSchema } from "../../../generated/iot/v1/iot_pb.js";
import { timestampMs, timestampNow } from "@bufbuild/protobuf/wkt";

export class StampBatch {
  compute(_ctx: StepContext, batch: Batch): DeviceState {
    const seen = timestampMs(timestampNow());
    const text = Date();
    const made = Reflect.construct(Date, []) as Date;
    const later = globalThis["Date"].now();
    const settings = { text, made: made.toISOString() };
    return create(DeviceStateSchema, { deviceId: batch.deviceId, settings, lastSeenMs: Math.max(seen, later) });
  }
}
