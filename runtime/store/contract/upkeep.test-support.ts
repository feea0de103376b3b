import { describe, expect, it } from "vitest";
import type { Retention } from "../store.js";
import {
  beginning,
  checkpoint,
  event,
  going,
  history,
  submission,
  type Suite,
  unique,
  samePlan,
} from "./harness.test-support.js";

const forever: Retention = { endedMs: Infinity, abandonedMs: Infinity, historyMs: Infinity };
const hour = 3_600_000;

export const upkeep: Suite = (harness) => {
  describe("a sweep", () => {
    it("removes the checkpoints of what has ended long enough ago, and its history later", async () => {
      const { store, age } = harness();
      const owner = await store.register("p", 60_000);
      const [over, going, young] = [submission(), submission(), submission()];
      const large = checkpoint("x.A", Buffer.alloc(2_000_000, "large"));
      await store.flush(owner, {
        changes: [
          beginning(over, { state: { state: "COMPLETED" }, checkpoints: [large], events: [event(1, "a")] }),
          beginning(going, { checkpoints: [large] }),
          beginning(young, { state: { state: "COMPLETED" }, checkpoints: [large] }),
        ],
        sinks: [],
      });
      await age(over, 2 * hour);
      const swept = await store.sweep({ ...forever, endedMs: hour });
      expect(swept).toEqual({ checkpoints: 1, runs: 0 });
      expect(await store.checkpoints(over)).toEqual([]);
      expect(await history(store, over)).toEqual(["1 a"]);
      expect(await store.checkpoints(going)).toHaveLength(1);
      expect(await store.checkpoints(young)).toHaveLength(1);
      expect(await store.sweep({ ...forever, endedMs: hour })).toEqual({ checkpoints: 0, runs: 0 });
      expect(await store.sweep({ ...forever, historyMs: hour })).toEqual({ checkpoints: 0, runs: 1 });
      expect(await store.run(over)).toBeUndefined();
      expect(await history(store, over)).toEqual([]);
    });

    it("keeps history that a sink has not been delivered", async () => {
      const { store, age } = harness();
      const owner = await store.register("p", 60_000);
      const run = submission();
      const change = beginning(run, { state: { state: "COMPLETED" }, events: [event(1, "a")] });
      await store.flush(owner, { changes: [change], sinks: [unique("sink")] });
      await age(run, 2 * hour);
      await store.sweep({ ...forever, endedMs: hour });
      expect(await store.sweep({ ...forever, historyMs: hour })).toMatchObject({ runs: 0 });
      expect(await history(store, run)).toEqual(["1 a"]);
    });

    it("removes the checkpoints of what was abandoned, which can still be taken up, and not of what waits", async () => {
      const { store, expire } = harness();
      const owner = await store.register("p", 60_000);
      const [dead, parked] = [submission(), submission()];
      const checkpoints = [checkpoint("x.A", "v")];
      await store.flush(owner, {
        changes: [beginning(dead, { checkpoints }), beginning(parked, { checkpoints, state: { state: "PARKED" } })],
        sinks: [],
      });
      await expire(owner, 2 * hour);
      await store.sweep({ ...forever, abandonedMs: 3 * hour });
      expect(await store.checkpoints(dead)).toHaveLength(1);
      expect(await store.sweep({ ...forever, abandonedMs: hour })).toMatchObject({ checkpoints: 1 });
      expect(await store.checkpoints(dead)).toEqual([]);
      expect(await store.checkpoints(parked)).toHaveLength(1);
      const next = await store.register("q", 60_000);
      expect(await store.takeUp(next, { plans: [samePlan(dead)], run: dead, limit: 1 })).toHaveLength(1);
    });
  });

  describe("gauges", () => {
    it("count runs that go on, events that no snapshot has, and what sinks have not been delivered", async () => {
      const { store, elapse } = harness();
      const owner = await store.register("p", 60_000);
      const sink = unique("sink");
      const before = await store.gauges();
      const [a, b] = [submission(), submission()];
      const events = [event(1, "a"), event(2, "b")];
      const snapshot = (lastRunSeq: number) => ({ lastRunSeq, value: Buffer.from("s") });
      await store.flush(owner, {
        changes: [beginning(a, { events, snapshot: snapshot(2) }), beginning(b, { events, snapshot: snapshot(1) })],
        sinks: [sink],
      });
      await elapse(5);
      const after = await store.gauges();
      expect(after.runs.RUNNING - before.runs.RUNNING).toBe(2);
      expect(after.projection.events - before.projection.events).toBe(1);
      expect(after.projection.oldestMs).toBeGreaterThan(0);
      expect(after.outbox.find((gauge) => gauge.sink === sink)).toMatchObject({ runs: 2, events: 4, parked: 0 });
      await store.flush(owner, { changes: [going(b, { snapshot: snapshot(2) })], sinks: [sink] });
      expect((await store.gauges()).projection.events).toBe(before.projection.events);
    });
  });
};
