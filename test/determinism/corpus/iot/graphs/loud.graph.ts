import { ReadingSchema, AlertSchema } from "../../../generated/iot/v1/iot_pb.js";
import { graph, optional, use } from "protograph";
import { isLoud } from "../lib/windows.js";
import { LimitByFactory } from "../steps/limit-by-factory.js";

export const loudAlerts = graph({
  name: "iot.v1.LoudAlerts",
  inputs: [ReadingSchema],
  outputs: [optional(AlertSchema)],
  steps: [use(LimitByFactory, { when: isLoud })],
});
