import { describe, expect, it } from "vitest";
import type { RunState } from "../run-record.js";
import type { SignalKind } from "../signal.js";
import { beginning, going, submission, type Suite, unique, samePlan } from "./harness.test-support.js";

export const signals: Suite = (harness) => {
  async function runIn(state: RunState, graph = unique("graph")) {
    const { store } = harness();
    const owner = await store.register("p", 60_000);
    const run = submission({ graph });
    await store.flush(owner, { changes: [beginning(run, { state: { state } })], sinks: [] });
    const signal = (kind: SignalKind, signalId = unique("signal")) =>
      store.signal({ ...run, signalId, kind, payload: Buffer.from(kind) });
    return { store, owner, run, signal };
  }

  describe("a signal", () => {
    it("reaches who holds the run, in the order of decisions, until it has taken effect", async () => {
      const { store, owner, run, signal } = await runIn("RUNNING");
      await signal("PAUSE", "one");
      await signal("CANCEL", "two");
      const pending = await store.pendingSignals(owner);
      expect(pending.map(({ signalId, kind, payload }) => [signalId, kind, payload.toString()])).toEqual([
        ["one", "PAUSE", "PAUSE"],
        ["two", "CANCEL", "CANCEL"],
      ]);
      expect(await store.pendingSignals(await store.register("q", 60_000))).toEqual([]);
      await store.flush(owner, { changes: [going(run, { signalsApplied: ["one"] })], sinks: [] });
      expect((await store.pendingSignals(owner)).map(({ signalId }) => signalId)).toEqual(["two"]);
    });

    it("is decided once: who repeats its id gets the first decision, also when the run's state has changed", async () => {
      const { store, owner, run, signal } = await runIn("RUNNING");
      const first = await signal("PAUSE", "same");
      expect(first).toEqual({ refusal: undefined, decidedAt: expect.any(Date) as Date, repeated: false });
      await store.flush(owner, { changes: [going(run, { state: { state: "COMPLETED" } })], sinks: [] });
      expect(await signal("PAUSE", "same")).toEqual({ ...first, repeated: true });
      const refused = await signal("PAUSE", "other");
      expect(refused).toMatchObject({ refusal: "RUN_TERMINAL", repeated: false });
      expect(await signal("PAUSE", "other")).toEqual({ ...refused, repeated: true });
    });

    it("is decided once, of many that come at once", async () => {
      const { store, owner, signal } = await runIn("RUNNING");
      const decisions = await Promise.all(Array.from({ length: 20 }, () => signal("PAUSE", "same")));
      expect(decisions.filter(({ repeated }) => !repeated)).toHaveLength(1);
      expect(await store.pendingSignals(owner)).toHaveLength(1);
    });

    it("is refused where there is no run, or the sender may not", async () => {
      const { store, owner, run } = await runIn("RUNNING");
      const request = { ...run, kind: "PAUSE" as const, payload: Buffer.alloc(0), signalId: "s" };
      expect(await store.signal({ ...request, runId: unique("run") })).toMatchObject({ refusal: "RUN_NOT_FOUND" });
      expect(await store.signal({ ...request, tenant: "another" })).toMatchObject({ refusal: "RUN_NOT_FOUND" });
      expect(await store.signal(request, "NOT_AUTHORIZED")).toMatchObject({ refusal: "NOT_AUTHORIZED" });
      expect(await store.signal(request)).toMatchObject({ refusal: "NOT_AUTHORIZED", repeated: true });
      expect(await store.pendingSignals(owner)).toEqual([]);
    });

    it("is told of when the lease is renewed, and to nobody else", async () => {
      const { store, owner, run, signal } = await runIn("RUNNING");
      expect(await store.renew(owner)).toEqual({ signals: false });
      await signal("PAUSE", "one");
      expect(await store.renew(owner)).toEqual({ signals: true });
      expect(await store.renew(await store.register("q", 60_000))).toEqual({ signals: false });
      await store.flush(owner, { changes: [going(run, { signalsApplied: ["one"] })], sinks: [] });
      expect(await store.renew(owner)).toEqual({ signals: false });
    });

    it("is not lost on a run that is parked just after it was decided", async () => {
      const { store, owner, run, signal } = await runIn("RUNNING");
      await signal("DELIVER", "one");
      await store.flush(owner, { changes: [going(run, { state: { state: "PARKED" } })], sinks: [] });
      const taken = await store.takeUp(owner, { plans: [samePlan(run)], limit: 10 });
      expect(taken.map(({ runId }) => runId)).toEqual([run.runId]);
    });

    it("makes a parked run due, whatever it waits for", async () => {
      const { store, run, signal } = await runIn("PARKED");
      const next = await store.register("q", 60_000);
      expect(await store.takeUp(next, { plans: [samePlan(run)], limit: 1 })).toEqual([]);
      await signal("DELIVER");
      expect(await store.takeUp(next, { plans: [samePlan(run)], limit: 1 })).toMatchObject([{ takenFrom: "PARKED" }]);
      expect(await store.pendingSignals(next)).toMatchObject([{ kind: "DELIVER" }]);
    });

    it("has a failed run taken up where it asks for a retry, and not otherwise", async () => {
      const { store, owner, run, signal } = await runIn("FAILED");
      expect(await signal("PAUSE")).toMatchObject({ refusal: "RUN_TERMINAL" });
      expect(await store.takeUp(owner, { plans: [samePlan(run)], limit: 1 })).toEqual([]);
      expect(await signal("RETRY")).toMatchObject({ refusal: undefined });
      const [taken] = await store.takeUp(owner, { plans: [samePlan(run)], limit: 1 });
      expect(taken).toMatchObject({ takenFrom: "FAILED", state: "RUNNING", endedAt: undefined, engineAttempt: 2 });
      const ended = going(run, { engineAttempt: 2, state: { state: "COMPLETED" } });
      await store.flush(owner, { changes: [ended], sinks: [] });
      expect(await store.run(run)).toMatchObject({ state: "COMPLETED" });
    });

    it("is shown with what became of it: refused, taken effect, or neither yet", async () => {
      const { store, owner, run, signal } = await runIn("RUNNING");
      expect(await store.signals(run)).toEqual([]);
      await signal("RESUME", "one");
      await signal("PAUSE", "two");
      await signal("CANCEL", "three");
      await store.flush(owner, { changes: [going(run, { signalsApplied: ["two"] })], sinks: [] });
      const kept = await store.signals(run);
      expect(kept.map(({ signalId, kind, refusal, applied }) => [signalId, kind, refusal, applied])).toEqual([
        ["one", "RESUME", "RUN_NOT_PAUSED", false],
        ["two", "PAUSE", undefined, true],
        ["three", "CANCEL", undefined, false],
      ]);
      expect(kept[0]).toMatchObject({ tenant: run.tenant, runId: run.runId, decidedAt: expect.any(Date) as Date });
      expect(Buffer.from(kept[0]!.payload).toString()).toBe("RESUME");
      expect(await store.signals({ ...run, tenant: "another" })).toEqual([]);
    });
  });
};
