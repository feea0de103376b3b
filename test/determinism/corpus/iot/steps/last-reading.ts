import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Batch, type DeviceState, DeviceStateSchema } from "../../../generated/iot/v1/iot_pb.js";

export interface Devices {
  state(deviceId: string, sensor: string): Promise<string>;
}

export class LastReading {
  constructor(private readonly devices: Devices) {}

  async compute(_ctx: StepContext, batch: Batch): Promise<DeviceState> {
    let last = "";
    const settings = new Map<string, string>();
    await Promise.all(
      batch.readings.map(async ({ sensor }) => {
        const state = await this.devices.state(batch.deviceId, sensor);
        last = state;
        settings.set(sensor, state);
      }),
    );
    return create(DeviceStateSchema, { deviceId: last, settings: Object.fromEntries(settings) });
  }
}
