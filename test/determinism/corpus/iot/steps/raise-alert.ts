import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Reading, type Alert, AlertSchema } from "../../../generated/iot/v1/iot_pb.js";

const now = Date.now;

export function raiseAlert(_ctx: StepContext, reading: Reading): Alert {
  const level = reading.value > 80 ? 2 : 1;
  return create(AlertSchema, { deviceId: reading.deviceId, level, raisedAtMs: now() });
}
