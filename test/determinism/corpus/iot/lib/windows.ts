import type { Reading } from "../../../generated/iot/v1/iot_pb.js";

/** Whether a reading is of the last hour. */
export const isRecent = (reading: Reading): boolean => Date.now() - reading.atMs < 3_600_000;

export const isLoud = (reading: Reading): boolean => reading.value > 80;
