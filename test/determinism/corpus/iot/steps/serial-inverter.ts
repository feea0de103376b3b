import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Reading, type DeviceState, DeviceStateSchema } from "../../../generated/iot/v1/iot_pb.js";
import { Inverter } from "../../energy/lib/meter.js";

export class SerialInverter {
  compute(_ctx: StepContext, reading: Reading): DeviceState {
    const inverter = new Inverter("INV");
    return create(DeviceStateSchema, { deviceId: inverter.describe(), online: reading.value > 0 });
  }
}
