import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Reading, type Alert, AlertSchema } from "../../../generated/iot/v1/iot_pb.js";
import { DeviceError } from "../lib/device-error.js";

export class RejectReading {
  compute(_ctx: StepContext, reading: Reading): Alert {
    if (Number.isNaN(reading.value)) throw new DeviceError(reading.deviceId);
    return create(AlertSchema, { deviceId: reading.deviceId });
  }
}
