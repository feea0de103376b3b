import { clone } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import { SkipReason } from "../../generated/protograph/v1/event_pb.js";
import { NodeState, type RunSnapshot, RunSnapshotSchema, RunState } from "../../generated/protograph/v1/snapshot_pb.js";
import { events, type Sketch } from "./events.test-support.js";
import { project } from "./projection.js";
import { fullHash, goldenHash } from "./snapshot-hash.js";

type Sketches = readonly (Sketch | Sketch["type"])[];

const snapshotOf = (...sketches: Sketches) => project(["A", "B"], events(...sketches));
const skipB: Sketch = { type: "StepSkipped", node: "B" };
const undisturbed = snapshotOf("RunStarted", skipB, "StepStarted", "StepCompleted", "RunCompleted");

describe("the golden hash", () => {
  it.each<[string, Sketches]>([
    ["was queued before", ["RunQueued", "RunStarted", skipB, "StepStarted", "StepCompleted", "RunCompleted"]],
    [
      "was paused and went on",
      ["RunStarted", skipB, "StepStarted", "RunPaused", "StepCompleted", "RunResumed", "RunCompleted"],
    ],
    ["was parked", ["RunStarted", skipB, "RunParked", "RunResumed", "StepStarted", "StepCompleted", "RunCompleted"]],
    [
      "retried a step",
      [
        "RunStarted",
        skipB,
        "StepStarted",
        "StepRetried",
        { type: "StepStarted", attempt: 2 },
        { type: "StepCompleted", attempt: 2 },
        "RunCompleted",
      ],
    ],
    [
      "failed and was retried",
      [
        "RunStarted",
        skipB,
        "StepStarted",
        "StepFailed",
        "RunFailed",
        { type: "RunStarted", attempt: 2, with: { anew: ["A"] } },
        { type: "StepStarted", attempt: 2 },
        { type: "StepCompleted", attempt: 2 },
        { type: "RunCompleted", attempt: 2 },
      ],
    ],
    ["had its output from a checkpoint", ["RunStarted", skipB, "StepRestored", "RunCompleted"]],
    [
      "was another run, of another release",
      ["RunStarted", skipB, "StepStarted", "StepCompleted", "RunCompleted"].map((sketch) => ({
        ...(typeof sketch === "string" ? { type: sketch as Sketch["type"] } : sketch),
        origin: { runId: "run-2", release: "2027.1", tenant: "other", engineAttempt: 3 },
      })),
    ],
  ])("is that of an undisturbed run where the run %s", (_, sketches) => {
    const snapshot = snapshotOf(...sketches);
    expect(goldenHash(snapshot)).toBe(goldenHash(undisturbed));
    expect(fullHash(snapshot)).not.toBe(fullHash(undisturbed));
  });

  it.each<[string, (snapshot: RunSnapshot) => void]>([
    ["the plan", (snapshot) => (snapshot.planDigest = "d2")],
    ["the run's state", (snapshot) => (snapshot.state = RunState.FAILED)],
    ["a node's id", (snapshot) => (snapshot.nodes[0]!.id = "C")],
    ["a node's state", (snapshot) => (snapshot.nodes[0]!.state = NodeState.FAILED)],
    ["a node's output", (snapshot) => (snapshot.nodes[0]!.outputHash = Uint8Array.of(1))],
    ["why a node was skipped", (snapshot) => (snapshot.nodes[1]!.skipReason = SkipReason.CANCELLED)],
    ["how many nodes there are", (snapshot) => snapshot.nodes.pop()],
  ])("depends on %s", (_, change) => {
    const changed = clone(RunSnapshotSchema, undisturbed);
    change(changed);
    expect(goldenHash(changed)).not.toBe(goldenHash(undisturbed));
  });

  it("has not changed: it stands in golden files", () => {
    expect(goldenHash(undisturbed)).toMatchInlineSnapshot(
      `"62538606dd62baab769acc46b6bf2497e2ca854466665be8b751b94b2172dafb"`,
    );
  });
});

describe("the full hash", () => {
  it("depends on everything but the store's times, which a snapshot has none of", () => {
    const [first, ...rest] = events("RunStarted", skipB, "StepStarted", "StepCompleted", "RunCompleted");
    const kept = [first!, ...rest].map((event) => Object.assign(event, { persistedAt: timestampFromMs(1) }));
    expect(fullHash(project(["A", "B"], kept))).toBe(fullHash(undisturbed));
    for (const change of [
      (snapshot: RunSnapshot) => (snapshot.runId = "x"),
      (snapshot: RunSnapshot) => (snapshot.lastRunSeq = 99n),
      (snapshot: RunSnapshot) => (snapshot.startedAt = timestampFromMs(9)),
      (snapshot: RunSnapshot) => (snapshot.nodes[0]!.logicalAttempt = 2),
      (snapshot: RunSnapshot) => (snapshot.illegalCount = 1n),
    ]) {
      const changed = clone(RunSnapshotSchema, undisturbed);
      change(changed);
      expect(fullHash(changed)).not.toBe(fullHash(undisturbed));
    }
  });
});
