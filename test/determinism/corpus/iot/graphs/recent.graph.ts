import { type Reading, ReadingSchema, AlertSchema } from "../../../generated/iot/v1/iot_pb.js";
import { graph, optional, use } from "protograph";
import { isLoud, isRecent } from "../lib/windows.js";
import { LimitByFactory } from "../steps/limit-by-factory.js";

export const recentAlerts = graph({
  name: "iot.v1.RecentAlerts",
  inputs: [ReadingSchema],
  outputs: [optional(AlertSchema)],
  steps: [
    use(LimitByFactory, {
      when: (reading: Reading) => isLoud(reading) && isRecent(reading),
    }),
  ],
});
