import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Batch, type DeviceState, DeviceStateSchema } from "../../../generated/iot/v1/iot_pb.js";

export class MergeBatches {
  compute(_ctx: StepContext, batches: readonly Batch[]): DeviceState {
    const settings: Record<string, string> = {};
    let lastSeenMs = 0;
    for (const batch of batches) {
      settings["firmware"] = batch.firmware;
      for (const { sensor, value, atMs } of batch.readings) {
        settings[sensor] = value.toFixed(2);
        lastSeenMs = Math.max(lastSeenMs, atMs);
      }
    }
    const ordered = Object.fromEntries(Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1)));
    return create(DeviceStateSchema, { deviceId: batches[0]?.deviceId ?? "", settings: ordered, lastSeenMs });
  }
}
