import { readdirSync, readFileSync } from "node:fs";
import { equals, fromJsonString } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { RunEventSchema } from "../../generated/protograph/v1/event_pb.js";
import { RunSnapshotSchema } from "../../generated/protograph/v1/snapshot_pb.js";
import { idempotencyKey } from "./idempotency-key.js";
import { project } from "./projection.js";

const folder = new URL("../../test/contracts/", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, folder), "utf8");
const events = readdirSync(new URL("run-event/", folder))
  .sort()
  .map((name) => fromJsonString(RunEventSchema, read(`run-event/${name}`)));

describe("the contract's example events", () => {
  it("have the keys that their identity gives", () => {
    for (const event of events) {
      expect(Buffer.from(event.idempotencyKey).equals(idempotencyKey(event)), event.type).toBe(true);
    }
  });

  it("are the history of the example snapshot", () => {
    const want = fromJsonString(RunSnapshotSchema, read("run-snapshot/completed.json"));
    const history = events.filter(({ runId }) => runId === want.runId);
    const snapshot = project(
      want.nodes.map(({ id }) => id),
      history,
    );
    expect(equals(RunSnapshotSchema, snapshot, want)).toBe(true);
  });
});
