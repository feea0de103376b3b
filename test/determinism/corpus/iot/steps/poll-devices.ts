import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Batch, type DeviceState, DeviceStateSchema } from "../../../generated/iot/v1/iot_pb.js";

export interface Devices {
  state(deviceId: string, sensor: string): Promise<string>;
  history(deviceId: string): AsyncIterable<string>;
}

export class PollDevices {
  constructor(private readonly devices: Devices) {}

  async compute(_ctx: StepContext, batch: Batch): Promise<DeviceState> {
    let last = "";
    const settings = new Map<string, string>();
    for (const { sensor } of batch.readings) {
      last = await this.devices.state(batch.deviceId, sensor);
      settings.set(sensor, last);
    }
    const lines: string[] = [];
    for await (const line of this.devices.history(batch.deviceId)) lines.push(line);
    return create(DeviceStateSchema, {
      deviceId: last,
      settings: { ...Object.fromEntries(settings), lines: lines.join() },
    });
  }
}
