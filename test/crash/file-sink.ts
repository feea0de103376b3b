import { fsyncSync, openSync, writeSync } from "node:fs";
import { toJsonString } from "@bufbuild/protobuf";
import { type RunEvent, RunEventSchema } from "../../generated/protograph/v1/event_pb.js";
import type { Sink } from "protograph";
import type { Failpoints } from "./failpoints.js";

/** A receiver of events, outside the database: a file, whose lines are on the disk when it has taken them. */
export function fileSink(path: string, points: Failpoints): Sink {
  const file = openSync(path, "a");
  return {
    name: "file",
    async deliver(event: RunEvent): Promise<void> {
      points.pass("before delivering");
      writeSync(file, `${toJsonString(RunEventSchema, event)}\n`);
      fsyncSync(file);
      points.pass("after delivering");
    },
  };
}
