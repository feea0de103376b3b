import { describe, expect, it } from "vitest";
import { ManualClock } from "../../testing/manual-clock.js";
import {
  beginning,
  checkpoint,
  event,
  going,
  history,
  submission,
  samePlan,
} from "../contract/harness.test-support.js";
import { describeStoreContract } from "../store-contract.test-support.js";
import { memoryHarness } from "./memory-harness.test-support.js";
import { memoryStore } from "./memory-store.js";

describeStoreContract("in memory", async () => memoryHarness(new ManualClock()));

describe("a store in memory", () => {
  it("goes by the clock it is given", async () => {
    const clock = new ManualClock();
    const store = memoryStore({ clock });
    const owner = await store.register("p", 10_000);
    const run = submission();
    const state = { state: "PARKED", wakeAfterMs: 5_000 } as const;
    await store.flush(owner, { changes: [beginning(run, { state })], sinks: [] });
    const due = async () => (await store.takeUp(owner, { plans: [samePlan(run)], limit: 1 })).length;
    expect(await due()).toBe(0);
    await clock.advance("5s");
    expect(await due()).toBe(1);
    expect(await store.run(run)).toMatchObject({ ownerAlive: true });
    await clock.advance("6s");
    expect(await store.run(run)).toMatchObject({ ownerAlive: false });
    await store.flush(owner, {
      changes: [going(run, { engineAttempt: 2, state: { state: "COMPLETED" }, checkpoints: [checkpoint("x.A", "v")] })],
      sinks: [],
    });
    const keep = { endedMs: 3_600_000, abandonedMs: 3_600_000, historyMs: 86_400_000 };
    await clock.advance("1h");
    expect(await store.sweep(keep)).toEqual({ checkpoints: 0, runs: 0 });
    await clock.advance(1);
    expect(await store.sweep(keep)).toEqual({ checkpoints: 1, runs: 0 });
    await clock.advance("24h");
    expect(await store.sweep(keep)).toEqual({ checkpoints: 0, runs: 1 });
  });

  it("keeps what it was given out of reach", async () => {
    const store = memoryStore();
    const owner = await store.register("p", 60_000);
    const run = submission();
    const value = Buffer.from("value");
    await store.flush(owner, { changes: [beginning(run, { checkpoints: [checkpoint("x.A", value)] })], sinks: [] });
    value.fill(0);
    const [first] = await store.checkpoints(run);
    first!.value.fill(0);
    const [second] = await store.checkpoints(run);
    expect(Buffer.from(second!.value).toString()).toBe("value");
  });

  it("shares its data with its peers, and when it has crashed, theirs is what it held", async () => {
    const store = memoryStore();
    const owner = await store.register("p", 60_000);
    const run = submission();
    await store.flush(owner, { changes: [beginning(run, { events: [event(1, "a")] })], sinks: [] });
    const peer = store.peer();
    const next = await peer.register("q", 60_000);
    const take = () => peer.takeUp(next, { plans: [samePlan(run)], limit: 1 });
    expect(await take()).toEqual([]);
    const late = store.flush(owner, { changes: [going(run, { events: [event(2, "late")] })], sinks: [] });
    store.crash();
    expect(await take()).toMatchObject([{ runId: run.runId, takenFrom: "RUNNING", lastRunSeq: 1 }]);
    expect(await Promise.race([late, Promise.resolve("no answer")])).toBe("no answer");
    expect(await history(peer, run)).toEqual(["1 a"]);
  });

  it("answers nothing once it is closed, and its peers go on", async () => {
    const store = memoryStore();
    const peer = store.peer();
    await store.close();
    await expect(store.register("p", 60_000)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    expect(await peer.register("p", 60_000)).toMatchObject({ leaseMs: 60_000 });
  });
});
