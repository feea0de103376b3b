import { describe, expect, it } from "vitest";
import { FencedError, RunConflictError } from "../errors.js";
import type { Store } from "../store.js";
import type { Submission } from "../submission.js";
import {
  beginning,
  checkpoint,
  event,
  going,
  sha256,
  submission,
  type Suite,
  unique,
  samePlan,
} from "./harness.test-support.js";

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
      const [taken] = await store.takeUp(next, { plans: [samePlan(run)], run, limit: 1 });
      expect(taken).toMatchObject({ runId: run.runId, owner: next.token, engineAttempt: 2, lastRunSeq: 2 });
      expect(Buffer.from(taken!.request)).toEqual(run.request);
      await expect(store.renew(owner)).rejects.toThrow(FencedError);
      const change = going(run, { events: [event(3, "late")] });
      await expect(store.flush(owner, { changes: [change], sinks: [] })).rejects.toThrow(FencedError);
      await expect(store.takeUp(owner, { plans: [], limit: 1 })).rejects.toThrow(FencedError);
      expect(await take(store, run)).toEqual([]);
    });

    it("passes on at once when the lease is given back", async () => {
      const { store } = harness();
      const owner = await store.register("p", 60_000);
      const run = await started(store, owner);
      await store.release(owner);
      expect(await take(store, run)).toMatchObject([{ runId: run.runId, takenFrom: "RUNNING" }]);
    });

    it("passes on a run to one of those who want it, and only to who can go on with its plan", async () => {
      const { store } = harness();
      const owner = await store.register("p", 60_000);
      const { graph, ...plan } = submission({ graph: unique("graph") });
      for (let number = 0; number < 12; number++) await started(store, owner, [], { graph });
      await store.release(owner);
      const others = await Promise.all(["q", "r", "s", "t"].map((name) => store.register(name, 60_000)));
      expect(
        await store.takeUp(others[0]!, { plans: [samePlan(submission({ graph: unique("graph") }))], limit: 10 }),
      ).toEqual([]);
      const taken = [];
      for (let round = 0; round < 3; round++) {
        const each = others.map((other) => store.takeUp(other, { plans: [samePlan(plan)], limit: 2 }));
        taken.push(...(await Promise.all(each)).flat());
      }
      expect(new Set(taken.map(({ runId }) => runId)).size).toBe(12);
      expect(taken).toHaveLength(12);
    });

    it("passes on a run that goes on with another plan, which it is on from then on", async () => {
      const { store } = harness();
      const owner = await store.register("p", 60_000);
      const graph = unique("graph");
      const [old, other] = [sha256(`old ${graph}`), sha256(`other ${graph}`)];
      const [run] = [
        await started(store, owner, [], { graph, planDigest: old }),
        await started(store, owner, [], { graph, planDigest: other }),
      ];
      await store.release(owner);
      const next = await store.register("q", 60_000);
      const now = sha256(`now ${graph}`);
      const plans = [
        { from: old, to: now, release: "r2" },
        { from: now, to: now, release: "r2" },
      ];
      const [taken, ...more] = await store.takeUp(next, { plans, limit: 10 });
      expect(more).toEqual([]);
      expect(taken).toMatchObject({ runId: run.runId, release: "r2" });
      expect(Buffer.from(taken!.planDigest)).toEqual(now);
      const found = await store.run(run);
      expect(found).toMatchObject({ release: "r2" });
      expect(Buffer.from(found!.planDigest)).toEqual(now);
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

  describe("plans", () => {
    const bytes = (text: string) => Buffer.from(text);

    it("are kept once, and found by their digest", async () => {
      const { store } = harness();
      const digest = sha256(unique("plan"));
      expect(await store.plan(digest)).toBeUndefined();
      const plan = { digest, graph: "x.v1.G", plan: bytes("plan"), schemas: Buffer.alloc(100_000, "s") };
      await store.keepPlan(plan);
      await store.keepPlan({ ...plan, plan: bytes("another") });
      const found = await store.plan(digest);
      expect(found?.graph).toBe("x.v1.G");
      expect([found?.digest, found?.plan, found?.schemas].map((each) => Buffer.from(each!))).toEqual([
        plan.digest,
        plan.plan,
        plan.schemas,
      ]);
    });

    it("of runs that nobody works on are named, with how many there are", async () => {
      const { store, wake } = harness();
      const owner = await store.register("p", 60_000);
      const graph = unique("graph");
      const of = (name: string) => ({ graph, planDigest: sha256(`${name} ${graph}`), release: name });
      const waiting = async (filter: object = {}) => {
        const found = await store.waitingPlans({ graphs: [graph], except: [], ...filter });
        return found.map(({ release, runs: count }) => `${release} ${count}`).sort();
      };
      const parked = submission(of("parked"));
      const orphan = await started(store, owner, [], of("orphaned"));
      await started(store, owner, [], of("orphaned"));
      await store.flush(owner, {
        changes: [
          beginning(parked, { state: { state: "PARKED", wakeAfterMs: 3_600_000 } }),
          beginning(submission(of("ended")), { state: { state: "COMPLETED" } }),
        ],
        sinks: [],
      });
      expect(await waiting()).toEqual([]);
      await store.release(owner);
      expect(await waiting()).toEqual(["orphaned 2"]);
      await wake(parked);
      expect(await waiting()).toEqual(["orphaned 2", "parked 1"]);
      expect(await waiting({ except: [parked.planDigest] })).toEqual(["orphaned 2"]);
      expect(await waiting({ run: orphan })).toEqual(["orphaned 1"]);
      expect(await waiting({ graphs: [unique("graph")] })).toEqual([]);
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
async function take(store: Store, run: Submission) {
  const owner = await store.register(unique("newcomer"), 60_000);
  return store.takeUp(owner, { plans: [samePlan(run)], run, limit: 1 });
}
