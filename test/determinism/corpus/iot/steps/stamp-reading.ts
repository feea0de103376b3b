import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Reading, type DeviceState, DeviceStateSchema } from "../../../generated/iot/v1/iot_pb.js";
import { gatewayClock } from "../lib/clock.js";

export class StampReading {
  compute(_ctx: StepContext, reading: Reading): DeviceState {
    const lastSeenMs = gatewayClock.nowMs;
    return create(DeviceStateSchema, { deviceId: reading.deviceId, online: true, lastSeenMs });
  }
}
