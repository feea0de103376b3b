import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Reading, type Alert, AlertSchema } from "../../../generated/iot/v1/iot_pb.js";
import { SensorError } from "../lib/device-error.js";

export class RejectSensor {
  compute(ctx: StepContext, reading: Reading): Alert {
    try {
      if (reading.sensor === "") throw new SensorError(reading.deviceId);
    } catch (error) {
      ctx.log.warn("rejected", { error: error instanceof SensorError ? error.sensor : "?" });
    }
    return create(AlertSchema, { deviceId: reading.deviceId });
  }
}
