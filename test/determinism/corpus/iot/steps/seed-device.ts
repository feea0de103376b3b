import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Reading, type DeviceState, DeviceStateSchema } from "../../../generated/iot/v1/iot_pb.js";
import { webcrypto } from "node:crypto";

export class SeedDevice {
  compute(_ctx: StepContext, reading: Reading): DeviceState {
    const bytes = crypto.getRandomValues(new Uint8Array(4));
    const more = webcrypto.getRandomValues(new Uint8Array(4));
    const settings = { seed: bytes.join("-"), more: more.join("-") };
    return create(DeviceStateSchema, { deviceId: reading.deviceId, settings });
  }
}
