import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Batch, type DeviceState, DeviceStateSchema } from "../../../generated/iot/v1/iot_pb.js";
import { gather } from "../lib/gather.js";

export interface Devices {
  state(sensor: string): Promise<string>;
}

export class GatherStates {
  constructor(private readonly devices: Devices) {}

  async compute(_ctx: StepContext, batch: Batch): Promise<DeviceState> {
    const states = await gather(batch.readings, ({ sensor }) => this.devices.state(sensor));
    return create(DeviceStateSchema, { deviceId: batch.deviceId, settings: { first: states[0] ?? "" } });
  }
}
