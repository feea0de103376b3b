import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Batch, type DeviceState, DeviceStateSchema } from "../../../generated/iot/v1/iot_pb.js";
import { timestampDate, timestampFromDate, timestampFromMs, timestampMs } from "@bufbuild/protobuf/wkt";

export class StampBatchByRun {
  compute(ctx: StepContext, batch: Batch): DeviceState {
    const seen = timestampFromMs(ctx.now());
    const day = timestampDate(seen).toISOString().slice(0, 10);
    const lastSeenMs = timestampMs(timestampFromDate(new Date(ctx.now())));
    return create(DeviceStateSchema, { deviceId: batch.deviceId, settings: { day }, lastSeenMs });
  }
}
