import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { StringValueSchema } from "@bufbuild/protobuf/wkt";
import { beforeEach, describe, expect, it } from "vitest";
import { SignalSchema } from "../../generated/protograph/v1/signal_pb.js";
import { beginning, submission } from "../store/contract/harness.test-support.js";
import { memoryStore } from "../store/memory/memory-store.js";
import type { RunState } from "../store/run-record.js";
import type { Store } from "../store/store.js";
import { type ControlAction, sendSignal, SignalRefusedError } from "./control.js";

let store: Store;

beforeEach(() => {
  store = memoryStore();
});

async function runIn(state: RunState) {
  const run = submission({ runId: "film-42" });
  const owner = await store.register("p", 60_000);
  await store.flush(owner, { changes: [beginning(run, { state: { state } })], sinks: [] });
  return { tenant: run.tenant, runId: run.runId };
}

const message = toBinary(StringValueSchema, create(StringValueSchema, { value: "yes" }));

describe("a signal that is sent", () => {
  it.each<[RunState, ControlAction, object]>([
    ["RUNNING", { kind: "PAUSE", reason: "lunch" }, { case: "pause", value: { reason: "lunch" } }],
    ["PAUSED", { kind: "RESUME" }, { case: "resume" }],
    ["PARKED", { kind: "CANCEL", graceMs: 0 }, { case: "cancel", value: { reason: "", graceMs: 0n } }],
    ["QUEUED", { kind: "CANCEL" }, { case: "cancel", value: { reason: "" } }],
    ["FAILED", { kind: "RETRY" }, { case: "retryRun" }],
    ["FAILED", { kind: "RETRY_FROM", step: "Charge" }, { case: "retryFrom", value: { nodeId: "Charge" } }],
    [
      "PARKED",
      { kind: "DELIVER", messageType: "google.protobuf.StringValue", message },
      { case: "deliver", value: { messageType: "google.protobuf.StringValue" } },
    ],
  ])("to a run that is %s is kept as it was said: %j", async (state, action, kept) => {
    const run = await runIn(state);
    const { signalId, repeated } = await sendSignal(store, { ...run, ...action, sender: "ada", signalId: "s1" });
    expect([signalId, repeated]).toEqual(["s1", false]);
    const [found] = await store.signals(run);
    expect(found).toMatchObject({ kind: action.kind, refusal: undefined });
    const signal = fromBinary(SignalSchema, found!.payload);
    expect(signal).toMatchObject({ ...run, signalId: "s1", sender: "ada", action: kept });
    expect(signal.sentAt).toBeDefined();
    if (signal.action.case === "cancel") {
      expect(signal.action.value.graceMs).toBe(action.kind === "CANCEL" && action.graceMs === 0 ? 0n : undefined);
    }
    if (signal.action.case === "deliver")
      expect(Buffer.from(signal.action.value.message)).toEqual(Buffer.from(message));
  });

  it("again, with its id, is the same one; without, another", async () => {
    const run = await runIn("RUNNING");
    const first = await sendSignal(store, { ...run, kind: "PAUSE", signalId: "once" });
    expect(await sendSignal(store, { ...run, kind: "PAUSE", signalId: "once" })).toEqual({ ...first, repeated: true });
    await sendSignal(store, { ...run, kind: "PAUSE" });
    await sendSignal(store, { ...run, kind: "PAUSE" });
    expect(await store.signals(run)).toHaveLength(3);
  });
});

describe("a signal that is refused", () => {
  it.each<[RunState, ControlAction, string, string]>([
    ["COMPLETED", { kind: "PAUSE" }, "RUN_TERMINAL", "run film-42 has ended and can no longer be paused"],
    [
      "CANCELLED",
      { kind: "DELIVER", messageType: "a.B", message },
      "RUN_TERMINAL",
      "run film-42 has ended and can no longer be given a message",
    ],
    [
      "COMPLETED",
      { kind: "RETRY" },
      "RUN_TERMINAL",
      "run film-42 has ended, and not by failing: only a failed run can be retried",
    ],
    ["RUNNING", { kind: "RESUME" }, "RUN_NOT_PAUSED", "run film-42 is not paused, so it cannot be resumed"],
    [
      "PARKED",
      { kind: "RETRY_FROM", step: "A" },
      "NODE_NOT_TERMINAL",
      "run film-42 has not ended: it can be retried once it has failed",
    ],
  ])("by a run that is %s says why: %j", async (state, action, code, text) => {
    const run = await runIn(state);
    const sent = sendSignal(store, { ...run, ...action, signalId: "s1" });
    await expect(sent).rejects.toThrow(SignalRefusedError);
    await expect(sent).rejects.toMatchObject({ code, message: text, ...run, kind: action.kind, signalId: "s1" });
  });

  it("because there is no run names it", async () => {
    const sent = sendSignal(store, { tenant: "acme", runId: "film-43", kind: "CANCEL" });
    await expect(sent).rejects.toMatchObject({
      code: "RUN_NOT_FOUND",
      message: "there is no run film-43 of tenant acme",
    });
  });

  it("is refused again where it is sent again, whatever has become of the run", async () => {
    const run = await runIn("RUNNING");
    const request = { ...run, kind: "RESUME", signalId: "s1" } as const;
    await expect(sendSignal(store, request)).rejects.toMatchObject({ code: "RUN_NOT_PAUSED" });
    await expect(sendSignal(store, request)).rejects.toMatchObject({ code: "RUN_NOT_PAUSED" });
    expect(await store.signals(run)).toHaveLength(1);
  });
});
