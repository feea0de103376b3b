import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Reading, type Alert, AlertSchema } from "../../../generated/iot/v1/iot_pb.js";
import { factoryLimits } from "../lib/limits.js";

export class LimitByFactory {
  compute(_ctx: StepContext, reading: Reading): Alert {
    return create(AlertSchema, { deviceId: reading.deviceId, level: reading.value > factoryLimits.high ? 2 : 1 });
  }
}
