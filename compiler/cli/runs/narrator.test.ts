import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { describe, expect, it, vi } from "vitest";
import { ParkReason, RunEventSchema, SkipReason } from "../../../generated/protograph/v1/event_pb.js";
import { FailureClass } from "../../../generated/protograph/v1/failure_pb.js";
import { Narrator } from "./narrator.js";

type Payload = MessageInitShape<typeof RunEventSchema>["payload"];

function told(narrator: Narrator, atMs: number, payload: Payload, more: MessageInitShape<typeof RunEventSchema> = {}) {
  const event = create(RunEventSchema, {
    logicalAttempt: 1,
    engineAttempt: 1,
    emittedAt: timestampFromMs(atMs),
    ...more,
  });
  return narrator.tell(Object.assign(event, { payload: create(RunEventSchema, payload && { payload }).payload }));
}

function text(payload: Payload, more: MessageInitShape<typeof RunEventSchema> = {}): string {
  return told(new Narrator(), 0, payload, more).text;
}

const hash = Uint8Array.of(0xab, 0xcd, 0xef, 1, 2, 3, 4, 5);
const failure = { class: FailureClass.TRANSIENT, name: "HttpError", message: "503" };
const ofNode = { nodeId: "Fetch" };

describe("an event in words", () => {
  it("says what has become of the run", () => {
    vi.stubEnv("TZ", "UTC");
    expect(text({ case: "runQueued", value: { output: "movies.v1.TagSet" } })).toBe("queued for TagSet");
    expect(text({ case: "runStarted", value: {} })).toBe("run started");
    expect(text({ case: "runStarted", value: {} }, { engineAttempt: 3 })).toBe("run started by process 3");
    const anew: Payload = { case: "runStarted", value: { anew: ["A", "B"] } };
    expect(text(anew, { logicalAttempt: 2 })).toBe("run started again (attempt 2), anew: A, B");
    expect(text({ case: "runPaused", value: { signalId: "s1", reason: "lunch" } })).toBe(
      "run paused by signal s1: lunch",
    );
    expect(text({ case: "runResumed", value: {} })).toBe("run resumed");
    const until = timestampFromMs(Date.UTC(2026, 11, 1, 14, 3, 2));
    const awaiting = { reason: ParkReason.MESSAGE, message: "a.v1.Approval", until };
    expect(text({ case: "runParked", value: awaiting })).toBe(
      "run parked, waiting for a.v1.Approval, until 2026-12-01 14:03:02",
    );
    expect(text({ case: "runParked", value: { reason: ParkReason.BACKOFF } })).toBe(
      "run parked, waiting for the next attempt of a step",
    );
    expect(text({ case: "runCompleted", value: { outputHash: hash } })).toBe("run completed: output abcdef010203");
    expect(text({ case: "runCancelled", value: { signalId: "s2" } })).toBe("run cancelled by signal s2");
    const planDigest = "0123456789abcdef";
    expect(text({ case: "runReplanned", value: {} }, { planDigest })).toBe("run goes on with plan 0123456789ab");
    const changes = { gone: ["A"], renamed: [{ from: "B", to: "C" }], added: ["D"], anew: ["C", "E"] };
    expect(text({ case: "runReplanned", value: changes }, { planDigest })).toBe(
      "run goes on with plan 0123456789ab; renamed: B to C; gone: A; new: D; anew: C, E",
    );
  });

  it("says what has become of a step, or of an item of one", () => {
    expect(text({ case: "stepSkipped", value: { reason: SkipReason.INPUT_ABSENT } }, ofNode)).toBe(
      "Fetch skipped: a message it requires is absent",
    );
    expect(text({ case: "stepChosen", value: { choice: "fast" } }, ofNode)).toBe("Fetch: fast chosen");
    expect(text({ case: "stepRestored", value: {} }, ofNode)).toBe("Fetch restored from its checkpoint");
    expect(text({ case: "stepCompleted", value: { absent: true } }, { ...ofNode, itemIndex: [3, 1] })).toBe(
      "Fetch[3][1] completed, returned nothing",
    );
    const items = { total: 4n, succeeded: 2n, failed: 1n, skipped: 1n };
    expect(text({ case: "stepCompleted", value: { items, fallback: true } }, ofNode)).toBe(
      "Fetch completed, its fallback answered, 4 items: 1 failed, 1 skipped",
    );
  });

  it("says how long an attempt took, each by itself", () => {
    const narrator = new Narrator();
    told(narrator, 100, { case: "stepStarted", value: {} }, ofNode);
    told(narrator, 150, { case: "stepStarted", value: {} }, { ...ofNode, itemIndex: [0] });
    const retried = told(narrator, 350, { case: "stepRetried", value: { failure, delayMs: 1_500n } }, ofNode);
    expect(retried).toMatchObject({
      text: "Fetch failed in 250ms (attempt 1), again in 1.5s",
      more: ["HttpError: 503 (transient)"],
    });
    expect(
      told(narrator, 900, { case: "stepFailed", value: { failure } }, { ...ofNode, logicalAttempt: 2 }),
    ).toMatchObject({
      text: "Fetch failed (attempt 2)",
      tone: "bad",
    });
    expect(told(narrator, 400, { case: "stepCompleted", value: {} }, { ...ofNode, itemIndex: [0] }).text).toBe(
      "Fetch[0] completed in 250ms",
    );
  });

  it("does not say again what the run fails of", () => {
    const narrator = new Narrator();
    told(narrator, 0, { case: "stepFailed", value: { failure } }, ofNode);
    expect(told(narrator, 0, { case: "runFailed", value: { failure } }).more).toEqual([]);
    const other = { ...failure, message: "the deadline has passed" };
    expect(told(narrator, 0, { case: "runFailed", value: { failure: other } }).more).toHaveLength(1);
  });

  it("is named by its type where a later release has emitted it", () => {
    expect(text({ case: undefined }, { type: "StepDreamt", nodeId: "Fetch" })).toBe(
      "Fetch: StepDreamt of a later release",
    );
    expect(text({ case: undefined }, { type: "RunMoved" })).toBe("run: RunMoved of a later release");
  });
});
