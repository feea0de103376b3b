import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Reading, type DeviceState, DeviceStateSchema } from "../../../generated/iot/v1/iot_pb.js";
import { within } from "../lib/gather.js";

export interface Devices {
  state(sensor: string): Promise<string>;
}

export class StateWithin {
  constructor(private readonly devices: Devices) {}

  async compute(ctx: StepContext, reading: Reading): Promise<DeviceState> {
    const state = await within(ctx.sleep("1s"), this.devices.state(reading.sensor));
    return create(DeviceStateSchema, { deviceId: reading.deviceId, online: state !== undefined });
  }
}
