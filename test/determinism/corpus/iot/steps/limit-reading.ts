import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Reading, type Alert, AlertSchema } from "../../../generated/iot/v1/iot_pb.js";
import { gatewayLimits } from "../lib/limits.js";

export class LimitReading {
  compute(_ctx: StepContext, reading: Reading): Alert {
    const level = reading.value > gatewayLimits.high ? 2 : 1;
    return create(AlertSchema, { deviceId: reading.deviceId, level });
  }
}
