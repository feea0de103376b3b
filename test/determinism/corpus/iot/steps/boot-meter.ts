import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Reading, type DeviceState, DeviceStateSchema } from "../../../generated/iot/v1/iot_pb.js";
import { Meter } from "../../energy/lib/meter.js";

export class BootMeter {
  compute(_ctx: StepContext, reading: Reading): DeviceState {
    const lastSeenMs = Meter.bootedAt;
    return create(DeviceStateSchema, { deviceId: reading.deviceId, lastSeenMs });
  }
}
