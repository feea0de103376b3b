import { describe, expect, it } from "vitest";
import { FencedError, StoreRefusedError } from "../errors.js";
import {
  beginning,
  checkpoint,
  event,
  going,
  history,
  sha256,
  submission,
  type Suite,
  unique,
  samePlan,
} from "./harness.test-support.js";

export const flushes: Suite = (harness) => {
  describe("a flush", () => {
    it("commits runs, events, checkpoints and snapshots of several tenants together", async () => {
      const { store } = harness();
      const owner = await store.register("p", 60_000);
      const a = submission({ tenant: "ta" });
      const b = submission({ tenant: "tb" });
      const changes = [a, b].map((run) =>
        beginning(run, {
          events: [event(1, "started"), event(2, "done")],
          checkpoints: [checkpoint("x.A", "value", { itemIndex: [3, 0] })],
          snapshot: { lastRunSeq: 2, value: Buffer.from("snapshot") },
        }),
      );
      expect(await store.flush(owner, { changes, sinks: [] })).toEqual({
        duplicates: [],
        refused: [],
        kept: [],
        lost: [],
      });
      for (const run of [a, b]) {
        expect(await store.run(run)).toMatchObject({
          ...without(run, "request"),
          state: "RUNNING",
          owner: owner.token,
        });
        expect(await history(store, run)).toEqual(["1 started", "2 done"]);
        expect(await store.checkpoints(run)).toEqual([
          { ...checkpoint("x.A", "value", { itemIndex: [3, 0] }), inputHash: sha256("input") },
        ]);
        expect(await store.snapshot(run)).toEqual({ lastRunSeq: 2, value: Buffer.from("snapshot") });
      }
    });

    it("writes nothing of a batch that the database refuses", async () => {
      const { store } = harness();
      const owner = await store.register("p", 60_000);
      const [good, bad] = [submission(), submission({ runId: "nul\u0000" })];
      const changes = [good, bad].map((run) => beginning(run, { events: [event(1, "a")] }));
      await expect(store.flush(owner, { changes, sinks: [] })).rejects.toThrow(StoreRefusedError);
      expect(await store.run(good)).toBeUndefined();
      expect(await history(store, good)).toEqual([]);
      await store.flush(owner, { changes: [changes[0]!], sinks: [] });
      expect(await history(store, good)).toEqual(["1 a"]);
    });

    it.each(["", "*", "a\u001fb"])("takes %j for no tenant", async (tenant) => {
      const { store } = harness();
      const owner = await store.register("p", 60_000);
      const batch = { changes: [beginning(submission({ tenant }))], sinks: [] };
      await expect(store.flush(owner, batch)).rejects.toThrow(StoreRefusedError);
    });

    it("may be repeated: what is there stays, and its events are told with their first numbers", async () => {
      const { store } = harness();
      const owner = await store.register("p", 60_000);
      const run = submission();
      const change = beginning(run, {
        events: [event(1, "a"), event(2, "b")],
        checkpoints: [checkpoint("x.A", "value")],
        state: { state: "COMPLETED" },
      });
      await store.flush(owner, { changes: [change], sinks: ["s"] });
      const kept = await store.events(run, { afterSeq: 0, limit: 2 });
      const again = await store.flush(owner, { changes: [change], sinks: ["s"] });
      expect(again.duplicates.map(({ stored }) => stored)).toEqual(kept);
      expect([again.refused, again.kept, again.lost]).toEqual([[], [], []]);
      expect(await history(store, run)).toEqual(["1 a", "2 b"]);
      expect(await store.run(run)).toMatchObject({ state: "COMPLETED" });
    });

    it("keeps one event for each idempotency key, in one batch, in later ones, and by whoever takes the run up", async () => {
      const { store } = harness();
      const owner = await store.register("p", 60_000);
      const run = submission();
      const first = event(1, "a");
      const twice = event(2, "a");
      const one = await store.flush(owner, { changes: [beginning(run, { events: [first, twice] })], sinks: [] });
      expect(one.duplicates).toMatchObject([{ runId: run.runId, stored: { eventId: first.eventId, runSeq: 1n } }]);
      const two = await store.flush(owner, {
        changes: [going(run, { events: [event(3, "b"), event(4, "a"), event(5, "c")] })],
        sinks: [],
      });
      expect(two.duplicates).toMatchObject([{ stored: { eventId: first.eventId, runSeq: 1n } }]);
      await store.release(owner);
      const next = await store.register("q", 60_000);
      const [taken] = await store.takeUp(next, { plans: [samePlan(run)], run, limit: 1 });
      expect(taken).toMatchObject({ lastRunSeq: 5, engineAttempt: 2 });
      const three = await store.flush(next, {
        changes: [going(run, { engineAttempt: 2, events: [event(6, "b"), event(7, "d")] })],
        sinks: [],
      });
      expect(three.duplicates).toMatchObject([{ stored: { runSeq: 3n } }]);
      expect(await history(store, run)).toEqual(["1 a", "3 b", "5 c", "7 d"]);
    });

    it("refuses an event that says something else under a key, or comes out of order, and writes all others", async () => {
      const { store } = harness();
      const owner = await store.register("p", 60_000);
      const [run, other] = [submission(), submission()];
      await store.flush(owner, { changes: [beginning(run, { events: [event(5, "a")] })], sinks: [] });
      const contradiction = event(6, "a", "not a");
      const late = event(4, "late");
      const { refused, duplicates } = await store.flush(owner, {
        changes: [
          going(run, { events: [late, contradiction, event(7, "b")] }),
          beginning(other, { events: [event(1, "x")] }),
        ],
        sinks: [],
      });
      expect(duplicates).toEqual([]);
      expect(refused).toEqual([
        { tenant: "t", runId: run.runId, event: late, reason: "OUT_OF_ORDER" },
        { tenant: "t", runId: run.runId, event: contradiction, reason: "OTHER_PAYLOAD" },
      ]);
      expect(await history(store, run)).toEqual(["5 a", "7 b"]);
      expect(await history(store, other)).toEqual(["1 x"]);
    });

    it("keeps the first outcome of a checkpoint key, and tells of it only where it differs", async () => {
      const { store } = harness();
      const owner = await store.register("p", 60_000);
      const run = submission();
      const changes = [
        beginning(run, { checkpoints: [checkpoint("x.A", "first"), checkpoint("x.A", "item", { itemIndex: [1] })] }),
      ];
      await store.flush(owner, { changes, sinks: [] });
      const { kept } = await store.flush(owner, {
        changes: [
          going(run, {
            checkpoints: [
              checkpoint("x.A", "second"),
              checkpoint("x.A", "item", { itemIndex: [1] }),
              checkpoint("x.A", "other input", { inputHash: sha256("other") }),
            ],
          }),
        ],
        sinks: [],
      });
      expect(kept).toEqual([{ tenant: "t", runId: run.runId, checkpoint: checkpoint("x.A", "first") }]);
      const values = (await store.checkpoints(run)).map(({ value }) => Buffer.from(value).toString());
      expect(values.sort()).toEqual(["first", "item", "other input"]);
    });

    it("never goes back to an older snapshot", async () => {
      const { store } = harness();
      const owner = await store.register("p", 60_000);
      const run = submission();
      const snapshot = (lastRunSeq: number) => ({ lastRunSeq, value: Buffer.from(String(lastRunSeq)) });
      await store.flush(owner, { changes: [beginning(run, { snapshot: snapshot(8) })], sinks: [] });
      await store.flush(owner, { changes: [going(run, { snapshot: snapshot(5) })], sinks: [] });
      expect(await store.snapshot(run)).toEqual(snapshot(8));
    });

    it("never leaves a state that ends a run", async () => {
      const { store } = harness();
      const owner = await store.register("p", 60_000);
      const run = submission();
      await store.flush(owner, { changes: [beginning(run, { state: { state: "COMPLETED" } })], sinks: [] });
      await store.flush(owner, { changes: [going(run, { state: { state: "RUNNING" } })], sinks: [] });
      expect(await store.run(run)).toMatchObject({ state: "COMPLETED", endedAt: expect.any(Date) as Date });
    });
  });

  describe("a stale owner", () => {
    it("writes nothing, and is told", async () => {
      const { store } = harness();
      const owner = await store.register("p", 60_000);
      const run = submission();
      await store.flush(owner, { changes: [beginning(run, { events: [event(1, "a")] })], sinks: [] });
      await store.release(owner);
      const change = going(run, { events: [event(2, "b")], checkpoints: [checkpoint("x.A", "v")] });
      await expect(store.flush(owner, { changes: [change, beginning(submission())], sinks: [] })).rejects.toThrow(
        FencedError,
      );
      await expect(store.renew(owner)).rejects.toThrow(FencedError);
      await expect(store.admit(owner, submission())).rejects.toThrow(FencedError);
      expect(await history(store, run)).toEqual(["1 a"]);
      expect(await store.checkpoints(run)).toEqual([]);
    });

    it("writes nothing of a run that was taken up since by the same process, and everything of others", async () => {
      const { store } = harness();
      const owner = await store.register("p", 60_000);
      const [parked, other] = [submission(), submission()];
      const park = beginning(parked, { state: { state: "PARKED", wakeAfterMs: 0 }, events: [event(1, "parked")] });
      await store.flush(owner, { changes: [park], sinks: [] });
      const [taken] = await store.takeUp(owner, { plans: [samePlan(parked)], run: parked, limit: 1 });
      expect(taken).toMatchObject({ engineAttempt: 2, takenFrom: "PARKED", state: "RUNNING" });
      const flushed = await store.flush(owner, {
        changes: [going(parked, { events: [event(2, "stale")] }), beginning(other, { events: [event(1, "x")] })],
        sinks: [],
      });
      expect(flushed.lost).toEqual([{ tenant: "t", runId: parked.runId }]);
      expect(await history(store, parked)).toEqual(["1 parked"]);
      expect(await history(store, other)).toEqual(["1 x"]);
      // What was committed, and was parked by that, is not lost when it is repeated.
      expect((await store.flush(owner, { changes: [park], sinks: [] })).lost).toEqual([]);
      expect(await store.run(parked)).toMatchObject({ state: "RUNNING" });
    });
  });

  describe("a value", () => {
    it.each([0, 1, 4_095, 4_096, 1024 * 1024, 1024 * 1024 + 1, 3_500_000])(
      "of %i bytes comes back as it was",
      async (size) => {
        const { store } = harness();
        const owner = await store.register("p", 60_000);
        const request = Buffer.alloc(size, "request ");
        const run = submission({ request });
        const value = Buffer.alloc(size, "value \u0000\u00ff", "latin1");
        const noise = Buffer.from(Array.from({ length: Math.min(size, 9_000) }, (_, at) => (at * 7919) % 251));
        await store.flush(owner, {
          changes: [
            beginning(run, {
              checkpoints: [checkpoint("x.A", value), checkpoint("x.B", noise)],
              snapshot: { lastRunSeq: 1, value },
            }),
          ],
          sinks: [],
        });
        const loaded = new Map(
          (await store.checkpoints(run)).map(({ outputType, value: bytes }) => [outputType, bytes]),
        );
        expect(Buffer.compare(loaded.get("x.A")!, value)).toBe(0);
        expect(Buffer.compare(loaded.get("x.B")!, noise)).toBe(0);
        expect(Buffer.compare((await store.snapshot(run))!.value, value)).toBe(0);
        await store.release(owner);
        const [taken] = await store.takeUp(await store.register("q", 60_000), {
          plans: [samePlan(run)],
          run,
          limit: 1,
        });
        expect(Buffer.compare(taken!.request, request)).toBe(0);
      },
    );
  });

  it("events are read in pages, also where a page ends inside of what was committed together", async () => {
    const { store } = harness();
    const owner = await store.register("p", 60_000);
    const run = submission({ runId: unique("pages") });
    const three = (from: number) => [0, 1, 2].map((more) => event(from + more, `e${from + more}`));
    await store.flush(owner, { changes: [beginning(run, { events: three(1) })], sinks: [] });
    await store.flush(owner, { changes: [going(run, { events: three(10) })], sinks: [] });
    const page = async (afterSeq: number, limit: number) =>
      (await store.events(run, { afterSeq, limit })).map(({ runSeq }) => Number(runSeq));
    expect(await page(0, 2)).toEqual([1, 2]);
    expect(await page(2, 3)).toEqual([3, 10, 11]);
    expect(await page(11, 100)).toEqual([12]);
    expect(await page(12, 100)).toEqual([]);
  });
};

function without<T extends object, K extends keyof T>(object: T, key: K): Omit<T, K> {
  const { [key]: _, ...rest } = object;
  return rest;
}
