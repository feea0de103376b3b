import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Reading, type DeviceState, DeviceStateSchema } from "../../../generated/iot/v1/iot_pb.js";
import Tariff from "../../energy/lib/meter.js";

export class PriceReading {
  compute(_ctx: StepContext, reading: Reading): DeviceState {
    const tariff = new Tariff(31);
    return create(DeviceStateSchema, {
      deviceId: reading.deviceId,
      settings: { cents: `${tariff.price(reading.value)}` },
    });
  }
}
