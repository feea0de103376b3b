import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Reading, type DeviceState, DeviceStateSchema } from "../../../generated/iot/v1/iot_pb.js";
import Tariff from "../../energy/lib/meter.js";

export class SpotReading {
  compute(_ctx: StepContext, reading: Reading): DeviceState {
    const tariff = reading.value > 0 ? new Tariff(31) : undefined;
    const cents = tariff?.spot(reading.value) ?? 0;
    return create(DeviceStateSchema, { deviceId: reading.deviceId, settings: { cents: `${cents}` } });
  }
}
