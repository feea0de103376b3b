import { describe, expect, it } from "vitest";
import { FencedError, RunConflictError } from "../errors.js";
import type { Store, TakeFilter } from "../store.js";
import { beginning, checkpoint, event, going, sha256, submission, type Suite, unique } from "./harness.test-support.js";

export const runs: Suite = (harness) => {
  describe("admission", () => {
    it("takes a run once, and the same body again for the same run", async () => {
      const { store } = harness();
      const owner = await store.register("p", 60_000);
      const run = submission();
      const first = await store.admit(owner, run);
      expect(first).toMatchObject({ repeated: false, run: { state: "QUEUED", owner: owner.token, engineAttempt: 1 } });
      const again = await store.admit(await store.register("q", 60_000), run);
      expect(again).toEqual({ repeated: true, run: first.run });
    });

    it("refuses another body under the same id, and takes it for another tenant", async () => {
      const { store } = harness();
      const owner = await store.register("p", 60_000);
      const run = submission();
      await store.admit(owner, run);
      const other = { ...run, requestHash: sha256("other body") };
      await expect(store.admit(owner, other)).rejects.toThrow(RunConflictError);
      expect(await store.admit(owner, { ...other, tenant: "another" })).toMatchObject({ repeated: false });
    });

    it("admits one of many that come at once", async () => {
      const { store } = harness();
      const owner = await store.register("p", 60_000);
      const run = submission();
      const admitted = await Promise.all(Array.from({ length: 50 }, () => store.admit(owner, run)));
      expect(admitted.filter(({ repeated }) => !repeated)).toHaveLength(1);
    });

    it("is followed by flushes of the run", async () => {
      const { store } = harness();
      const owner = await store.register("p", 60_000);
      const run = submission();
      await store.admit(owner, run);
      const change = going(run, { state: { state: "COMPLETED" }, events: [event(1, "a")] });
      expect((await store.flush(owner, { changes: [change], sinks: [] })).lost).toEqual([]);
      const found = await store.run(run);
      expect(found).toMatchObject({ state: "COMPLETED", ownerAlive: true });
      expect((await store.admit(owner, run)).run).toEqual(found);
    });
  });

  describe("ownership", () => {
    it("gives greater tokens to those who come later", async () => {
      const { store } = harness();
      const [first, second] = [await store.register("p", 1_000), await store.register("q", 1_000)];
      expect(second.token).toBeGreaterThan(first.token);
    });

    it("is kept while the lease is renewed, also after it has run out", async () => {
      const { store } = harness();
      const owner = await store.register("p", 60_000);
      const run = await started(store, owner);
      await harness().expire(owner, 1_000);
      expect(await store.run(run)).toMatchObject({ ownerAlive: false });
      await store.renew(owner);
      expect(await store.run(run)).toMatchObject({ ownerAlive: true });
      expect(await take(store, run)).toEqual([]);
    });

    it("passes on when the lease has run out, with what is needed to go on, and never back", async () => {
      const { store } = harness();
      const owner = await store.register("p", 60_000);
      const run = await started(store, owner, [event(1, "a"), event(2, "b")]);
      expect(await take(store, run)).toEqual([]);
      await harness().expire(owner, 1_000);
      const next = await store.register("q", 60_000);
      const [taken] = await store.takeUp(next, { graphs: [run.graph], run, limit: 1 });
      expect(taken).toMatchObject({ runId: run.runId, owner: next.token, engineAttempt: 2, lastRunSeq: 2 });
      expect(Buffer.from(taken!.request)).toEqual(run.request);
      await expect(store.renew(owner)).rejects.toThrow(FencedError);
      const change = going(run, { events: [event(3, "late")] });
      await expect(store.flush(owner, { changes: [change], sinks: [] })).rejects.toThrow(FencedError);
      await expect(store.takeUp(owner, { graphs: [], limit: 1 })).rejects.toThrow(FencedError);
      expect(await take(store, run)).toEqual([]);
    });

    it("passes on at once when the lease is given back", async () => {
      const { store } = harness();
      const owner = await store.register("p", 60_000);
      const run = await started(store, owner);
      await store.release(owner);
      expect(await take(store, run)).toMatchObject([{ runId: run.runId, takenFrom: "RUNNING" }]);
    });

    it("passes on a run to one of those who want it, and only to who has its graph", async () => {
      const { store } = harness();
      const owner = await store.register("p", 60_000);
      const graph = unique("graph");
      for (let number = 0; number < 12; number++) await started(store, owner, [], { graph });
      await store.release(owner);
      const others = await Promise.all(["q", "r", "s", "t"].map((name) => store.register(name, 60_000)));
      expect(await store.takeUp(others[0]!, { graphs: [unique("graph")], limit: 10 })).toEqual([]);
      const taken = [];
      for (let round = 0; round < 3; round++) {
        const each = others.map((other) => store.takeUp(other, { graphs: [graph], limit: 2 }));
        taken.push(...(await Promise.all(each)).flat());
      }
      expect(new Set(taken.map(({ runId }) => runId)).size).toBe(12);
      expect(taken).toHaveLength(12);
    });

    it("leaves what has ended where it is", async () => {
      const { store } = harness();
      const owner = await store.register("p", 60_000);
      const run = submission();
      await store.flush(owner, { changes: [beginning(run, { state: { state: "FAILED" } })], sinks: [] });
      await store.release(owner);
      expect(await take(store, run)).toEqual([]);
    });
  });

  describe("a parked run", () => {
    it("is held by nobody, and taken up when it is due", async () => {
      const { store, wake } = harness();
      const owner = await store.register("p", 60_000);
      const run = submission();
      const state = { state: "PARKED", substate: "TIMER", wakeAfterMs: 3_600_000 } as const;
      await store.flush(owner, { changes: [beginning(run, { state })], sinks: [] });
      expect(await store.run(run)).toMatchObject({
        state: "PARKED",
        substate: "TIMER",
        wakeAt: expect.any(Date) as Date,
      });
      await store.release(owner);
      expect(await take(store, run)).toEqual([]);
      await wake(run);
      expect(await take(store, run)).toMatchObject([
        { takenFrom: "PARKED", state: "RUNNING", substate: "", wakeAt: undefined },
      ]);
      expect(await take(store, run)).toEqual([]);
    });
  });

  describe("runs are listed", () => {
    it("by tenant, state and graph, the latest first, in pages", async () => {
      const { store } = harness();
      const owner = await store.register("p", 60_000);
      const tenant = unique("tenant");
      const ids = ["a", "b", "c", "d", "e"];
      for (const runId of ids) {
        const run = submission({ tenant, runId, graph: runId < "c" ? "early" : "late" });
        const state = { state: runId === "d" ? "FAILED" : "RUNNING" } as const;
        await store.flush(owner, { changes: [beginning(run, { state })], sinks: [] });
      }
      const list = async (filter: object = {}) =>
        (await store.runs({ tenant, limit: 10, ...filter })).map(({ runId }) => runId);
      expect(await list()).toEqual(["e", "d", "c", "b", "a"]);
      expect(await list({ states: ["FAILED"] })).toEqual(["d"]);
      expect(await list({ graph: "early" })).toEqual(["b", "a"]);
      const [, second] = await store.runs({ tenant, limit: 2 });
      expect(await list({ before: second })).toEqual(["c", "b", "a"]);
      expect(await store.runs({ tenant: unique("tenant"), limit: 10 })).toEqual([]);
    });
  });

  it("outcomes are forgotten by message, by who holds the run", async () => {
    const { store } = harness();
    const owner = await store.register("p", 60_000);
    const run = submission();
    const checkpoints = ["x.A", "x.B", "x.C"].map((type) => checkpoint(type, type));
    await store.flush(owner, { changes: [beginning(run, { checkpoints })], sinks: [] });
    await store.forget(await store.register("q", 60_000), run, ["x.A"]);
    await store.forget(owner, run, ["x.B", "x.C"]);
    expect((await store.checkpoints(run)).map(({ outputType }) => outputType)).toEqual(["x.A"]);
    await store.release(owner);
    await expect(store.forget(owner, run, ["x.A"])).rejects.toThrow(FencedError);
  });
};

async function started(
  store: Store,
  owner: Awaited<ReturnType<Store["register"]>>,
  events = [event(1, "a")],
  options = {},
) {
  const run = submission(options);
  await store.flush(owner, { changes: [beginning(run, { events })], sinks: [] });
  return run;
}

/** What a newcomer gets of a run. */
async function take(store: Store, run: { graph: string } & NonNullable<TakeFilter["run"]>) {
  const owner = await store.register(unique("newcomer"), 60_000);
  return store.takeUp(owner, { graphs: [run.graph], run, limit: 1 });
}
