import { create } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RunEventSchema } from "../../generated/protograph/v1/event_pb.js";
import { ManualClock } from "../testing/manual-clock.js";
import type { RunChange } from "./batch.js";
import { checkpoint } from "./contract/harness.test-support.js";
import type { RunKey } from "./submission.js";
import { FencedError, QueueStoppedError, RunTakenError, StoreRefusedError, StoreUnavailableError } from "./errors.js";
import { FakeFlushStore } from "./fake-flush-store.test-support.js";
import { WriteBehind, type WriteBehindOptions } from "./write-behind.js";

const owner = { token: 7, leaseMs: 1_000 };

function queueOn(store: FakeFlushStore, options: Partial<WriteBehindOptions> = {}) {
  const clock = new ManualClock();
  return { clock, queue: new WriteBehind({ store, owner, clock, ...options }) };
}

function change(runId: string, number = 1, { bytes = 10, attempt = 1 } = {}): RunChange {
  return {
    tenant: "t",
    runId,
    engineAttempt: attempt,
    events: [create(RunEventSchema, { runSeq: BigInt(number), eventId: `${runId}-${number}` })],
    checkpoints: [checkpoint("x.A", new Uint8Array(bytes))],
  };
}

/** The events of batches, in their order, as `run-number`. */
function eventsOf(batches: FakeFlushStore["committed"]): readonly string[] {
  return batches.flatMap(({ changes }) => changes.flatMap(({ events = [] }) => events.map(({ eventId }) => eventId)));
}

/** Lets everything happen that waits for no clock. */
async function turns(times = 3): Promise<void> {
  for (let time = 0; time < times; time++) await new Promise((resolve) => setImmediate(resolve));
}

/** Moves the clock on until a promise is settled. */
async function settled<T>(promise: Promise<T>, clock: ManualClock): Promise<T> {
  const state = { pending: true };
  const done = () => (state.pending = false);
  promise.then(done, done);
  while (state.pending) await clock.advance(50);
  return promise;
}

describe("the write-behind queue", () => {
  it("flushes by itself a little after the first change, all that came together at once", async () => {
    const store = new FakeFlushStore();
    const { queue, clock } = queueOn(store);
    queue.enqueue(change("a"));
    queue.enqueue(change("b"));
    await clock.advance(9);
    expect(store.asked).toEqual([]);
    await clock.advance(1);
    expect(store.committed.map(({ changes }) => changes.map(({ runId }) => runId))).toEqual([["a", "b"]]);
  });

  it("flushes at once where somebody waits, and tells them when all before is durable", async () => {
    const store = new FakeFlushStore();
    const { queue } = queueOn(store);
    queue.enqueue(change("a"));
    await queue.flushed();
    expect(eventsOf(store.committed)).toEqual(["a-1"]);
    await queue.flushed();
    expect(store.asked).toHaveLength(1);
  });

  it("commits what came while a batch was on its way as the next batch", async () => {
    const store = new FakeFlushStore();
    const { queue } = queueOn(store);
    const go = store.stall();
    queue.enqueue(change("a"));
    const first = queue.flushed();
    await turns();
    for (const runId of ["b", "c", "d"]) queue.enqueue(change(runId));
    const second = queue.flushed();
    let durable = 0;
    void first.then(() => durable++);
    void second.then(() => durable++);
    await turns();
    expect([store.asked.length, durable]).toEqual([1, 0]);
    go();
    await second;
    expect(durable).toBe(2);
    expect(store.committed.map(({ changes }) => changes.length)).toEqual([1, 3]);
  });

  it("lets others come where somebody waits who is in no hurry", async () => {
    const store = new FakeFlushStore();
    const { queue, clock } = queueOn(store);
    queue.enqueue(change("a"));
    let told = false;
    const patient = queue.flushed(undefined, { patient: true }).then(() => (told = true));
    await turns();
    expect([store.committed.length, told]).toEqual([0, false]);
    queue.enqueue(change("b"));
    await clock.advance(10);
    await patient;
    expect(store.committed.map(({ changes }) => changes.length)).toEqual([2]);
  });

  it("takes turns where many wait: one half is on its way while the other half comes back", async () => {
    const store = new FakeFlushStore();
    const { queue } = queueOn(store);
    const runs = Array.from({ length: 130 }, (_, index) => `${index}`);
    await Promise.all(
      runs.map(async (run) => {
        for (const number of [1, 2, 3]) {
          queue.enqueue(change(run, number));
          await queue.flushed();
        }
      }),
    );
    expect(store.committed.map(({ changes }) => changes.length)).toEqual([65, 65, 65, 65, 65, 65]);
  });

  it("makes one change of what a run did, with its last state and snapshot", async () => {
    const store = new FakeFlushStore();
    const { queue } = queueOn(store);
    queue.enqueue({
      ...change("a", 1),
      state: { state: "RUNNING" },
      snapshot: { lastRunSeq: 1, value: new Uint8Array() },
    });
    queue.enqueue(change("b", 1));
    queue.enqueue({ ...change("a", 2), signalsApplied: ["s"] });
    queue.enqueue({
      ...change("a", 3),
      state: { state: "COMPLETED" },
      snapshot: { lastRunSeq: 3, value: new Uint8Array() },
    });
    await queue.flushed();
    const [first, second] = store.committed[0]!.changes;
    expect(first).toMatchObject({ runId: "a", state: { state: "COMPLETED" }, snapshot: { lastRunSeq: 3 } });
    expect(first!.events!.map(({ runSeq }) => runSeq)).toEqual([1n, 2n, 3n]);
    expect(first!.signalsApplied).toEqual(["s"]);
    expect(second!.runId).toBe("b");
  });

  it("takes what is pending when its batch is cut, with all it has grown to by then, and once", async () => {
    const store = new FakeFlushStore();
    const { queue, clock } = queueOn(store);
    store.fail("before", "after");
    let number = 1;
    let takings = 0;
    const take = () => {
      takings++;
      return change("a", number);
    };
    const queued = queue.enqueue({ tenant: "t", runId: "a", engineAttempt: 1, take }, 100);
    expect([takings, queue.lossWindow.bytes]).toEqual([0, 100]);
    number = 2;
    queue.grow(queued!, 50);
    expect(queue.lossWindow.bytes).toBe(150);
    await settled(queue.flushed(), clock);
    expect([takings, eventsOf(store.asked), queue.lossWindow.bytes]).toEqual([1, ["a-2", "a-2", "a-2"], 0]);
  });

  it("waits for a lease that is still being taken", async () => {
    const store = new FakeFlushStore();
    let register: (taken: typeof owner) => void = () => undefined;
    const { queue } = queueOn(store, { owner: new Promise((resolve) => (register = resolve)) });
    queue.enqueue(change("a"));
    const flushed = queue.flushed();
    await turns();
    expect(store.asked).toEqual([]);
    register(owner);
    await flushed;
    expect(eventsOf(store.committed)).toEqual(["a-1"]);
  });

  it("never makes one change of what two takings up of a run did", async () => {
    const store = new FakeFlushStore();
    const { queue } = queueOn(store);
    queue.enqueue(change("a", 1));
    queue.enqueue(change("a", 2, { attempt: 2 }));
    await queue.flushed();
    expect(store.committed.map(({ changes }) => changes.map(({ engineAttempt }) => engineAttempt))).toEqual([[1], [2]]);
  });

  it("cuts batches by size and by number, and lets a change that is larger than a batch go alone", async () => {
    const store = new FakeFlushStore();
    const { queue } = queueOn(store, { limits: { batchBytes: 2_000, batchChanges: 2 } });
    for (const runId of ["a", "b", "c"]) queue.enqueue(change(runId));
    queue.enqueue(change("large", 1, { bytes: 5_000 }));
    queue.enqueue(change("d"));
    await queue.flushed();
    expect(store.committed.map(({ changes }) => changes.map(({ runId }) => runId))).toEqual([
      ["a", "b"],
      ["c"],
      ["large"],
      ["d"],
    ]);
  });
});

describe("a database that is away", () => {
  it.each(["before", "after"] as const)(
    "is asked the same batch again when it broke off %s the commit",
    async (when) => {
      const store = new FakeFlushStore();
      const { queue, clock } = queueOn(store);
      store.fail(when, when);
      queue.enqueue(change("a", 1));
      const durable = queue.flushed();
      await turns();
      queue.enqueue(change("a", 2));
      await clock.advance("1s");
      await durable;
      await queue.flushed();
      expect(store.asked[1]).toBe(store.asked[0]);
      expect(store.asked[2]).toBe(store.asked[0]);
      expect(store.asked.map((batch) => eventsOf([batch]).join())).toEqual(["a-1", "a-1", "a-1", "a-2"]);
    },
  );

  it("is asked less and less often, and at least every second", async () => {
    const store = new FakeFlushStore();
    const { queue, clock } = queueOn(store);
    store.fail(...Array.from({ length: 100 }, () => "before" as const));
    queue.enqueue(change("a"));
    void queue.flushed();
    await turns();
    await clock.advance("1s");
    const soon = store.asked.length;
    await clock.advance("10s");
    expect([soon, store.asked.length]).toEqual([5, 15]);
  });

  it("fills the queue, which then has no room until half of it is durable", async () => {
    const store = new FakeFlushStore();
    const { queue } = queueOn(store, { limits: { changes: 4, batchChanges: 1 } });
    const go = store.stall();
    for (const runId of ["a", "b", "c"]) queue.enqueue(change(runId));
    expect(queue.room()).toBeUndefined();
    queue.enqueue(change("d"));
    let admitted: number | undefined;
    const room = queue.room()!.then(() => (admitted = store.committed.length));
    await turns();
    expect([admitted, queue.lossWindow.changes]).toEqual([undefined, 4]);
    go();
    await room;
    expect(admitted).toBe(3);
    await queue.flushed();
    expect(queue.room()).toBeUndefined();
  });

  it("fills the queue by bytes as well", () => {
    const { queue } = queueOn(new FakeFlushStore(), { limits: { bytes: 10_000 } });
    queue.enqueue(change("a", 1, { bytes: 9_000 }));
    expect(queue.room()).toBeUndefined();
    queue.enqueue(change("b", 1, { bytes: 1_000 }));
    expect(queue.room()).toBeInstanceOf(Promise);
  });

  it("shows in the loss window, which closes when it is back", async () => {
    const store = new FakeFlushStore();
    const { queue, clock } = queueOn(store);
    store.fail("before", "before", "before");
    queue.enqueue(change("a", 1, { bytes: 1_000 }));
    void queue.flushed();
    await clock.advance(100);
    expect(queue.lossWindow).toMatchObject({ changes: 1, oldestMs: 100 });
    expect(queue.lossWindow.bytes).toBeGreaterThan(1_000);
    await clock.advance("1s");
    expect(queue.lossWindow).toEqual({ changes: 0, bytes: 0, oldestMs: 0 });
  });
});

describe("a run that cannot be written", () => {
  it("is found in its batch and left out, while all others become durable in order", async () => {
    const store = new FakeFlushStore();
    const spoiled: [RunKey, Error][] = [];
    const { queue } = queueOn(store, { onSpoiled: (run, error) => spoiled.push([run, error]) });
    store.poison.add("c");
    for (const runId of ["a", "b", "c", "d", "e"]) queue.enqueue(change(runId));
    await queue.flushed();
    expect(eventsOf(store.committed)).toEqual(["a-1", "b-1", "d-1", "e-1"]);
    expect(spoiled).toEqual([[{ tenant: "t", runId: "c" }, expect.any(StoreRefusedError)]]);
    await expect(queue.flushed({ tenant: "t", runId: "c" })).rejects.toThrow(StoreRefusedError);
    await expect(queue.flushed({ tenant: "t", runId: "d" })).resolves.toBeUndefined();
    queue.enqueue(change("c", 2));
    queue.enqueue(change("a", 2));
    await queue.flushed();
    expect(eventsOf(store.committed).slice(4)).toEqual(["a-2"]);
  });

  it("can be written again once this process has taken it up anew", async () => {
    const store = new FakeFlushStore();
    const { queue } = queueOn(store);
    const run = { tenant: "t", runId: "b" };
    store.findings = { lost: [run] };
    queue.enqueue(change("b"));
    await queue.flushed();
    store.findings = {};
    expect(queue.enqueue(change("b", 2))).toBeUndefined();
    queue.forgive(run);
    queue.enqueue(change("b", 3));
    await expect(queue.flushed(run)).resolves.toBeUndefined();
    expect(eventsOf(store.committed).slice(1)).toEqual(["b-3"]);
  });

  it("was taken up elsewhere: who waits for it learns that", async () => {
    const store = new FakeFlushStore();
    const { queue } = queueOn(store);
    store.findings = { lost: [{ tenant: "t", runId: "b" }] };
    queue.enqueue(change("a"));
    queue.enqueue(change("b"));
    const [a, b] = [queue.flushed({ tenant: "t", runId: "a" }), queue.flushed({ tenant: "t", runId: "b" })];
    await expect(b).rejects.toThrow(RunTakenError);
    await expect(a).resolves.toBeUndefined();
  });

  it("is told of before anybody is told that things are durable", async () => {
    const store = new FakeFlushStore();
    const said: string[] = [];
    store.findings = { lost: [{ tenant: "t", runId: "a" }] };
    const { queue } = queueOn(store, { onSpoiled: () => said.push("spoiled"), onFlushed: () => said.push("flushed") });
    queue.enqueue(change("a"));
    await queue.flushed().then(() => said.push("durable"));
    expect(said).toEqual(["spoiled", "flushed", "durable"]);
  });
});

describe("an owner that was fenced", () => {
  it("writes nothing more: whoever waits, and whoever comes, gets the error", async () => {
    const store = new FakeFlushStore();
    const failed: Error[] = [];
    const { queue } = queueOn(store, { limits: { changes: 1 }, onFailed: (error) => failed.push(error) });
    const go = store.stall();
    queue.enqueue(change("a"));
    const durable = queue.flushed();
    const room = queue.room();
    await turns();
    store.fence();
    go();
    await expect(durable).rejects.toThrow(FencedError);
    await expect(room).resolves.toBeUndefined();
    expect(failed).toEqual([expect.any(FencedError)]);
    expect(() => queue.enqueue(change("b"))).toThrow(FencedError);
    await expect(queue.flushed()).rejects.toThrow(FencedError);
    await expect(queue.stop()).rejects.toThrow(FencedError);
    expect([store.committed, store.asked.length, queue.lossWindow.changes]).toEqual([[], 1, 0]);
  });
});

describe("stopping", () => {
  it("makes everything durable and takes nothing more", async () => {
    const store = new FakeFlushStore();
    const { queue } = queueOn(store);
    queue.enqueue(change("a"));
    await queue.stop();
    expect(eventsOf(store.committed)).toEqual(["a-1"]);
    expect(() => queue.enqueue(change("b"))).toThrow(QueueStoppedError);
  });

  it("waits for a database that is away as long as it was told to, and says what was lost", async () => {
    const store = new FakeFlushStore();
    const { queue, clock } = queueOn(store);
    store.fail(...Array.from({ length: 1_000 }, () => "before" as const));
    queue.enqueue(change("a"));
    const stopped = queue.stop(5_000);
    const refused = expect(stopped).rejects.toThrow(StoreUnavailableError);
    await clock.advance("5s");
    await refused;
    const asked = store.asked.length;
    await clock.advance("1m");
    expect([store.asked.length, clock.sleeping]).toEqual([asked, 0]);
  });
});

describe("whatever fails, and whenever", () => {
  it("what the database has is a prefix of what was enqueued, and all of it in the end", async () => {
    const event = fc.oneof(
      { weight: 6, arbitrary: fc.record({ kind: fc.constant("write" as const), run: fc.nat(4) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("wait" as const), ms: fc.nat(40) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("flush" as const) }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("before" as const, "after" as const) }) },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { maxLength: 60 }),
        fc.integer({ min: 1, max: 5 }),
        async (events, batchChanges) => {
          const store = new FakeFlushStore();
          const { queue, clock } = queueOn(store, { limits: { batchChanges } });
          const written: string[] = [];
          const check = () => {
            // An event that was committed twice counts once: the database keeps the first.
            const kept = new Set(eventsOf(store.committed));
            expect(new Set(written.slice(0, kept.size))).toEqual(kept);
          };
          for (const [number, happens] of events.entries()) {
            if (happens.kind === "write") {
              queue.enqueue(change(`run${happens.run}`, number + 1));
              written.push(`run${happens.run}-${number + 1}`);
            } else if (happens.kind === "wait") await clock.advance(happens.ms);
            else if (happens.kind === "flush") void queue.flushed();
            else store.fail(happens.kind);
            check();
          }
          await settled(queue.stop(1_000_000), clock);
          check();
          expect(new Set(eventsOf(store.committed)).size).toBe(written.length);
        },
      ),
      { numRuns: 150 },
    );
  });
});
