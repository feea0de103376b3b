import { create } from "@bufbuild/protobuf";
import {
  BoolValueSchema,
  type Int32Value,
  Int32ValueSchema,
  Int64ValueSchema,
  type StringValue,
  StringValueSchema,
  type UInt32Value,
  UInt32ValueSchema,
} from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import { awaited } from "../dsl/ports.js";
import type { StepContext } from "../dsl/step.js";
import type { EngineOptions } from "../engine/compiled-graph.js";
import { HandBuilt, type HandBuiltParts, list, step, stream } from "../hand-built.test-support.js";
import { goldenHash } from "../history/snapshot-hash.js";
import { memoryStore, type MemoryStore } from "../store/memory/memory-store.js";
import { RunSnapshotSchema, Consistency } from "../../generated/protograph/v1/snapshot_pb.js";
import { fromBinary } from "@bufbuild/protobuf";

const input = create(StringValueSchema, { value: "four" });
const int = (value: number) => create(Int32ValueSchema, { value });
const uint = (value: number) => create(UInt32ValueSchema, { value });
const total = (value: number) => create(Int64ValueSchema, { value: BigInt(value) });
const never = () => new Promise<void>(() => undefined);
const key = { tenant: "default", runId: "r" };

/** How the steps of one process behave. */
interface Ways {
  readonly double?: (ctx: StepContext) => void | Promise<void>;
  readonly options?: Parameters<typeof step>[3];
}

function threeSteps(calls: string[], { double, options }: Ways = {}): HandBuiltParts {
  return {
    inputs: [StringValueSchema],
    outputs: [Int64ValueSchema],
    steps: {
      Length: step([StringValueSchema], Int32ValueSchema, (_ctx, { value }: StringValue) => {
        calls.push("Length");
        return int(value.length);
      }),
      Double: step(
        [Int32ValueSchema],
        UInt32ValueSchema,
        async (ctx, { value }: Int32Value) => {
          calls.push("Double");
          await double?.(ctx);
          return uint(2 * value);
        },
        options,
      ),
      Total: step(
        [Int32ValueSchema, UInt32ValueSchema],
        Int64ValueSchema,
        (_ctx, one: Int32Value, two: UInt32Value) => {
          calls.push("Total");
          return total(one.value + two.value);
        },
      ),
    },
  };
}

function graphOf(parts: HandBuiltParts, store: MemoryStore, options: EngineOptions["durable"] = {}): HandBuilt {
  return new HandBuilt(parts, { store, durable: { poll: "20ms", ...options } });
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tried = 0; tried < 500; tried++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error("it never came to be");
}

async function snapshotOf(store: MemoryStore, run = key) {
  const snapshot = await store.snapshot(run);
  return fromBinary(RunSnapshotSchema, snapshot?.value ?? new Uint8Array());
}

async function eventsOf(store: MemoryStore, run = key): Promise<readonly string[]> {
  const events = await store.events(run, { afterSeq: 0, limit: 1_000 });
  return events.map(({ type, nodeId, logicalAttempt }) =>
    [type, nodeId, logicalAttempt > 1 ? logicalAttempt : ""].join(" ").trim(),
  );
}

/** The golden hash of a run that nothing disturbed. */
async function undisturbed(parts: HandBuiltParts): Promise<string> {
  const store = memoryStore();
  const run = graphOf(parts, store).run(Int64ValueSchema, [input], { runId: "r" });
  await run;
  await run.durable;
  const hash = goldenHash(await snapshotOf(store));
  await store.close();
  return hash;
}

describe("a run that is kept", () => {
  it("gives its output, and is on disk with its checkpoints, events and snapshot", async () => {
    const store = memoryStore();
    const run = graphOf(threeSteps([]), store).run(Int64ValueSchema, [input], { runId: "r" });
    expect(await run).toMatchObject({ value: 12n });
    expect(run.durability).toBe("async");
    await run.durable;
    expect(await store.run(key)).toMatchObject({ state: "COMPLETED", output: "google.protobuf.Int64Value" });
    expect((await store.checkpoints(key)).map(({ nodeId }) => nodeId)).toEqual(["Length", "Double", "Total"]);
    expect(await eventsOf(store)).toEqual([
      "RunStarted",
      "StepStarted Length",
      "StepCompleted Length",
      "StepStarted Double",
      "StepCompleted Double",
      "StepStarted Total",
      "StepCompleted Total",
      "RunCompleted",
    ]);
    const snapshot = await snapshotOf(store);
    expect(snapshot.consistency).toBe(Consistency.CONSISTENT);
    expect(snapshot.nodes.every(({ outputHash }) => outputHash.length === 32)).toBe(true);
    await store.close();
  });

  it("is the same run when it is started again by its id, here and elsewhere, during and after", async () => {
    const calls: string[] = [];
    const store = memoryStore();
    const graph = graphOf(threeSteps(calls), store);
    const start = (on: HandBuilt) => on.run(Int64ValueSchema, [input], { runId: "r" });
    const [one, two] = [start(graph), start(graph)];
    expect([await one, await two, await start(graph)]).toMatchObject([{ value: 12n }, { value: 12n }, { value: 12n }]);
    await one.durable;
    const peer = store.peer();
    expect(await start(graphOf(threeSteps(calls), peer))).toMatchObject({ value: 12n });
    expect(calls).toEqual(["Length", "Double", "Total"]);
    await peer.close();
    await store.close();
  });

  it("refuses the id for another input, an empty id and an empty tenant, before a step runs", async () => {
    const calls: string[] = [];
    const store = memoryStore();
    const graph = graphOf(threeSteps(calls), store);
    await graph.run(Int64ValueSchema, [input], { runId: "r" });
    const other = create(StringValueSchema, { value: "other" });
    await expect(graph.run(Int64ValueSchema, [other], { runId: "r" })).rejects.toMatchObject({ code: "RUN_CONFLICT" });
    await expect(graph.run(Int64ValueSchema, [input], { runId: "" })).rejects.toMatchObject({ code: "INVALID_OPTION" });
    await expect(graph.run(Int64ValueSchema, [input], { tenant: "" })).rejects.toMatchObject({
      code: "INVALID_OPTION",
    });
    expect(calls).toHaveLength(3);
    await store.close();
  });

  it("keeps nothing of a wrong input", async () => {
    const store = memoryStore();
    const graph = graphOf(threeSteps([]), store);
    const run = graph.run(Int64ValueSchema, [int(1)], { runId: "r" });
    await expect(run).rejects.toMatchObject({ code: "WRONG_INPUT" });
    await expect(run.durable).rejects.toMatchObject({ code: "WRONG_INPUT" });
    expect(await store.run(key)).toBeUndefined();
    await store.close();
  });

  it("is not kept at all in memory mode", async () => {
    const store = memoryStore();
    const run = graphOf(threeSteps([]), store).run(Int64ValueSchema, [input], { runId: "r", durability: "memory" });
    expect(await run).toMatchObject({ value: 12n });
    await expect(run.durable).rejects.toMatchObject({ code: "NO_STORE" });
    expect(await store.run(key)).toBeUndefined();
    await store.close();
  });

  it("has what a step gave on disk before the next one starts, in sync mode", async () => {
    const store = memoryStore();
    const seen: string[][] = [];
    const parts = threeSteps([], {
      double: async () => void seen.push((await store.checkpoints(key)).map(({ nodeId }) => nodeId)),
    });
    const run = graphOf(parts, store).run(Int64ValueSchema, [input], { runId: "r", durability: "sync" });
    expect(await run).toMatchObject({ value: 12n });
    expect(await store.run(key)).toMatchObject({ state: "COMPLETED" });
    expect(seen).toEqual([["Length"]]);
    await store.close();
  });

  it("keeps an effect in memory mode too, and nothing else: what goes on elsewhere does not do it again", async () => {
    const calls: string[] = [];
    const store = memoryStore();
    const parts = threeSteps(calls, { options: { effect: true } });
    const stuck = {
      ...parts,
      steps: { ...parts.steps, Total: step([Int32ValueSchema, UInt32ValueSchema], Int64ValueSchema, never) },
    };
    const run = graphOf(stuck, store).run(Int64ValueSchema, [input], { runId: "r", durability: "memory" });
    await until(async () => (await store.checkpoints(key)).length > 0);
    expect(run.durability).toBe("memory");
    expect((await store.checkpoints(key)).map(({ nodeId }) => nodeId)).toEqual(["Double"]);
    store.crash();
    const peer = store.peer();
    const [again] = await graphOf(parts, peer).recover();
    expect(await again).toMatchObject({ value: 12n });
    expect(calls).toEqual(["Length", "Double", "Length", "Total"]);
    await peer.close();
  });

  it("is not kept in memory mode where its effect says for itself that it is not to be", async () => {
    const store = memoryStore();
    const parts = threeSteps([], { options: { effect: true, durability: "memory" } });
    const run = graphOf(parts, store).run(Int64ValueSchema, [input], { runId: "r", durability: "memory" });
    expect(await run).toMatchObject({ value: 12n });
    expect(await store.run(key)).toBeUndefined();
    await store.close();
  });

  it.each(["async", "memory"] as const)(
    "gives no output before the effect that it ends with is on disk, in %s mode",
    async (durability) => {
      const store = memoryStore();
      const parts: HandBuiltParts = {
        inputs: [StringValueSchema],
        outputs: [Int32ValueSchema],
        steps: {
          Charge: step([StringValueSchema], Int32ValueSchema, (_ctx, { value }: StringValue) => int(value.length), {
            effect: true,
          }),
        },
      };
      const run = graphOf(parts, store).run(Int32ValueSchema, [input], { runId: "r", durability });
      const kept = run.then(() => {
        // As a kill at this very moment would leave it.
        store.crash();
        return store.peer().checkpoints(key);
      });
      expect((await kept).map(({ nodeId }) => nodeId)).toEqual(["Charge"]);
    },
  );

  it("has the intent of an effect on disk before it starts, and its result before anything else does", async () => {
    const store = memoryStore();
    const seen: unknown[] = [];
    const parts = threeSteps([], {
      options: { effect: true },
      double: async () => void seen.push((await eventsOf(store)).at(-1)),
    });
    const { steps } = parts;
    const spied = {
      ...parts,
      steps: {
        ...steps,
        Total: step([Int32ValueSchema, UInt32ValueSchema], Int64ValueSchema, async () => {
          seen.push((await store.checkpoints(key)).at(-1)?.nodeId);
          return total(12);
        }),
      },
    };
    await graphOf(spied, store).run(Int64ValueSchema, [input], { runId: "r" });
    expect(seen).toEqual(["StepStarted Double", "Double"]);
    await store.close();
  });
});

describe("the loss window", () => {
  it("is what has happened and is not on disk, and none without a store", async () => {
    const none = { changes: 0, bytes: 0, oldestMs: 0 };
    expect(new HandBuilt(threeSteps([])).lossWindow()).toEqual(none);
    const store = memoryStore();
    const graph = graphOf(threeSteps([]), store);
    expect(graph.lossWindow()).toEqual(none);
    const run = graph.run(Int64ValueSchema, [input]);
    await run;
    const open = graph.lossWindow();
    expect(open.changes).toBe(1);
    expect(open.bytes).toBeGreaterThan(1_000);
    await run.durable;
    expect(graph.lossWindow()).toEqual(none);
    await store.close();
  });
});

describe("the happy path", () => {
  it.each([undefined, "r"])("asks the store for nothing that is there, of a run named %s", async (runId) => {
    const asked: string[] = [];
    const store = memoryStore();
    const spied = new Proxy(store, {
      get: (of, name) => {
        const member: unknown = Reflect.get(of, name);
        if (typeof member !== "function") return member;
        return (...given: unknown[]): unknown => {
          asked.push(String(name));
          return Reflect.apply(member, of, given);
        };
      },
    });
    const graph = graphOf(threeSteps([]), spied);
    const runs = Array.from({ length: 20 }, (_, at) =>
      graph.run(Int64ValueSchema, [input], runId === undefined ? {} : { runId: `${runId}${at}` }),
    );
    await Promise.all(runs);
    await Promise.all(runs.map(({ durable }) => durable));
    const writes = new Set(["whenClosing", "register", "keepPlan", "flush", ...(runId === undefined ? [] : ["admit"])]);
    expect(asked.filter((name) => !writes.has(name))).toEqual([]);
    expect(asked).toContain("flush");
    expect(asked.filter((name) => name === "keepPlan")).toHaveLength(1);
    await store.close();
  });
});

describe("a run whose process died", () => {
  it("goes on elsewhere, and calls no step again whose message is on disk", async () => {
    const calls: string[] = [];
    const store = memoryStore();
    const run = graphOf(threeSteps(calls, { double: never }), store).run(Int64ValueSchema, [input], { runId: "r" });
    await until(() => calls.includes("Double"));
    await run.durable;
    store.crash();
    const peer = store.peer();
    const [again] = await graphOf(threeSteps(calls), peer).recover();
    expect(await again).toMatchObject({ value: 12n });
    expect(calls).toEqual(["Length", "Double", "Double", "Total"]);
    await again?.durable;
    expect(await eventsOf(peer)).toEqual([
      "RunStarted",
      "StepStarted Length",
      "StepCompleted Length",
      "StepStarted Double",
      "StepCompleted Double",
      "StepStarted Total",
      "StepCompleted Total",
      "RunCompleted",
    ]);
    const snapshot = await snapshotOf(peer);
    expect([snapshot.consistency, goldenHash(snapshot)]).toEqual([
      Consistency.CONSISTENT,
      await undisturbed(threeSteps([])),
    ]);
    await peer.close();
  });

  it("goes on with the attempt it was in, and has no more than are left", async () => {
    const attempts: number[] = [];
    const retry = { attempts: 3, backoff: { kind: "fixed", base: "1ms", factor: 1, max: "1ms", jitter: 0 } } as const;
    const ways = (fails: (attempt: number) => boolean, waits: (attempt: number) => boolean): Ways => ({
      options: { retry },
      double: async ({ attempt }) => {
        attempts.push(attempt);
        if (waits(attempt)) await never();
        if (fails(attempt)) throw new Error(`attempt ${attempt}`);
      },
    });
    const store = memoryStore();
    const dying = graphOf(
      threeSteps(
        [],
        ways(
          () => true,
          (attempt) => attempt === 2,
        ),
      ),
      store,
    );
    const run = dying.run(Int64ValueSchema, [input], { runId: "r" });
    await until(() => attempts.includes(2));
    await run.durable;
    store.crash();
    const peer = store.peer();
    const [again] = await graphOf(
      threeSteps(
        [],
        ways(
          () => true,
          () => false,
        ),
      ),
      peer,
    ).recover();
    await expect(again).rejects.toThrow("attempt 3");
    expect(attempts).toEqual([1, 2, 2, 3]);
    await again?.durable;
    expect((await snapshotOf(peer)).consistency).toBe(Consistency.CONSISTENT);
    await peer.close();
  });

  it("computes only the items that are not on disk", async () => {
    const computed: number[] = [];
    const parts = (waits: boolean): HandBuiltParts => ({
      inputs: [StringValueSchema],
      outputs: [Int64ValueSchema],
      steps: {
        Items: step([StringValueSchema], list(Int32ValueSchema), () => [0, 1, 2, 3, 4].map(int)),
        Double: step([Int32ValueSchema], UInt32ValueSchema, async (_ctx, { value }: Int32Value) => {
          if (waits && value > 2) await never();
          computed.push(value);
          return uint(2 * value);
        }),
        Total: step([list(UInt32ValueSchema)], Int64ValueSchema, (_ctx, all: readonly UInt32Value[]) =>
          total(all.reduce((sum, { value }) => sum + value, 0)),
        ),
      },
    });
    const store = memoryStore();
    const run = graphOf(parts(true), store).run(Int64ValueSchema, [input], { runId: "r" });
    await until(() => computed.length === 3);
    await run.durable;
    store.crash();
    const peer = store.peer();
    const [again] = await graphOf(parts(false), peer).recover();
    expect(await again).toMatchObject({ value: 20n });
    expect(computed).toEqual([0, 1, 2, 3, 4]);
    await again?.durable;
    expect(goldenHash(await snapshotOf(peer))).toBe(await undisturbed(parts(false)));
    await peer.close();
  });

  it("takes a stream from disk that had ended", async () => {
    let streams = 0;
    const parts = (waits: boolean): HandBuiltParts => ({
      inputs: [StringValueSchema],
      outputs: [Int64ValueSchema],
      steps: {
        Count: step([StringValueSchema], stream(Int32ValueSchema), async function* () {
          streams++;
          for (const value of [1, 2, 3]) yield int(value);
        }),
        Double: step([Int32ValueSchema], UInt32ValueSchema, (_ctx, { value }: Int32Value) => uint(2 * value)),
        Total: step([list(UInt32ValueSchema)], Int64ValueSchema, async (_ctx, all: readonly UInt32Value[]) => {
          if (waits) await never();
          return total(all.length);
        }),
      },
    });
    const store = memoryStore();
    const run = graphOf(parts(true), store).run(Int64ValueSchema, [input], { runId: "r" });
    await until(async () => (await eventsOf(store)).includes("StepStarted Total"));
    store.crash();
    const peer = store.peer();
    const [again] = await graphOf(parts(false), peer).recover();
    expect([await again, streams]).toMatchObject([{ value: 3n }, 1]);
    expect(run.id).toBe("r");
    await peer.close();
  });

  it("is taken up by the handle that waits for it in another process", async () => {
    const calls: string[] = [];
    const store = memoryStore();
    void graphOf(threeSteps(calls, { double: never }), store).run(Int64ValueSchema, [input], { runId: "r" });
    await until(() => calls.includes("Double"));
    const peer = store.peer();
    const waiting = graphOf(threeSteps(calls), peer).run(Int64ValueSchema, [input], { runId: "r" });
    await until(async () => (await eventsOf(peer)).includes("StepStarted Double"));
    store.crash();
    expect(await waiting).toMatchObject({ value: 12n });
    await peer.close();
  });
});

describe("a failed run", () => {
  it("is retried from what is on disk, and ends as if nothing had been", async () => {
    const calls: string[] = [];
    const store = memoryStore();
    let failing = true;
    const graph = graphOf(
      threeSteps(calls, {
        double: () => {
          if (failing) throw new Error("no");
        },
      }),
      store,
    );
    const run = graph.run(Int64ValueSchema, [input], { runId: "r" });
    await expect(run).rejects.toThrow("no");
    await run.durable;
    failing = false;
    const { run: again } = await graph.retry("r");
    expect(await again).toMatchObject({ value: 12n });
    expect(calls).toEqual(["Length", "Double", "Double", "Total"]);
    await again.durable;
    const snapshot = await snapshotOf(store);
    expect([snapshot.consistency, goldenHash(snapshot)]).toEqual([
      Consistency.CONSISTENT,
      await undisturbed(threeSteps([])),
    ]);
    await expect(graph.retry("r")).rejects.toMatchObject({ code: "RUN_TERMINAL" });
    await store.close();
  });

  it("is retried from a step: that and what depends on it run anew, and nothing else", async () => {
    const calls: string[] = [];
    const store = memoryStore();
    let failing = true;
    const parts = threeSteps(calls);
    const graph = graphOf(
      {
        ...parts,
        steps: {
          ...parts.steps,
          Total: step([UInt32ValueSchema], Int64ValueSchema, () => {
            calls.push("Total");
            if (failing) throw new Error("no");
            return total(1);
          }),
        },
      },
      store,
    );
    const run = graph.run(Int64ValueSchema, [input], { runId: "r" });
    await expect(run).rejects.toThrow("no");
    await run.durable;
    failing = false;
    await expect(graph.retry("r", { from: "Nothing" })).rejects.toMatchObject({ code: "SIGNAL_INVALID" });
    const { run: again } = await graph.retry("r", { from: "Double" });
    await again;
    expect(calls).toEqual(["Length", "Double", "Total", "Double", "Total"]);
    await again.durable;
    expect((await snapshotOf(store)).consistency).toBe(Consistency.CONSISTENT);
    await store.close();
  });
});

describe("a run that is told something", () => {
  it("starts nothing while it is paused, lets what runs end, and goes on", async () => {
    const calls: string[] = [];
    const store = memoryStore();
    let end: () => void = () => undefined;
    const double = () => new Promise<void>((resolve) => (end = resolve));
    const run = graphOf(threeSteps(calls, { double }), store).run(Int64ValueSchema, [input], { runId: "r" });
    await until(() => calls.includes("Double"));
    await run.pause({ signalId: "one", reason: "lunch" });
    await run.pause({ signalId: "one" });
    await until(async () => (await store.run(key))?.substate === "DRAINING");
    end();
    await until(async () => (await store.run(key))?.substate === "");
    expect([(await store.run(key))?.state, run.snapshot().status, calls]).toEqual([
      "PAUSED",
      "PAUSED",
      ["Length", "Double"],
    ]);
    await run.resume();
    expect(await run).toMatchObject({ value: 12n });
    await run.durable;
    const snapshot = await snapshotOf(store);
    expect([snapshot.consistency, goldenHash(snapshot)]).toEqual([
      Consistency.CONSISTENT,
      await undisturbed(threeSteps([])),
    ]);
    await expect(run.resume()).rejects.toMatchObject({ code: "RUN_TERMINAL" });
    await store.close();
  });

  it("stays paused over a crash, until it is resumed", async () => {
    const calls: string[] = [];
    const store = memoryStore();
    const run = graphOf(threeSteps(calls, { double: never }), store).run(Int64ValueSchema, [input], { runId: "r" });
    await until(() => calls.includes("Double"));
    await run.pause();
    await run.durable;
    store.crash();
    const peer = store.peer();
    const [again] = await graphOf(threeSteps(calls), peer).recover();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(calls).toEqual(["Length", "Double"]);
    await again?.resume();
    expect(await again).toMatchObject({ value: 12n });
    await peer.close();
  });

  it("is cancelled, by its handle", async () => {
    const calls: string[] = [];
    const store = memoryStore();
    const run = graphOf(threeSteps(calls, { double: never }), store).run(Int64ValueSchema, [input], { runId: "r" });
    await until(() => calls.includes("Double"));
    run.cancel("enough");
    await expect(run).rejects.toMatchObject({ code: "CANCELLED" });
    await run.durable;
    expect(await store.run(key)).toMatchObject({ state: "CANCELLED" });
    expect((await snapshotOf(store)).consistency).toBe(Consistency.CONSISTENT);
    await store.close();
  });
});

describe("a run that only waits", () => {
  const approval: HandBuiltParts = {
    inputs: [StringValueSchema, awaited(BoolValueSchema)],
    outputs: [Int64ValueSchema],
    steps: {
      Length: step([StringValueSchema], Int32ValueSchema, (_ctx, { value }: StringValue) => int(value.length)),
      Total: step([Int32ValueSchema, BoolValueSchema], Int64ValueSchema, (_ctx, { value }: Int32Value) => total(value)),
    },
  };
  const yes = create(BoolValueSchema, { value: true });

  it("leaves the process while it waits for a message, and goes on under the same handle when it comes", async () => {
    const store = memoryStore();
    const graph = graphOf(approval, store, { parkAfter: "10ms" });
    const run = graph.runList(Int64ValueSchema, [input], { runId: "r" });
    await until(async () => (await store.run(key))?.state === "PARKED");
    expect(run.snapshot().status).toBe("PARKED");
    await run.deliver(yes, { signalId: "yes" });
    expect(await run).toMatchObject({ value: 4n });
    await run.durable;
    expect(await eventsOf(store)).toEqual(expect.arrayContaining(["RunParked", "RunResumed", "RunCompleted"]));
    expect((await snapshotOf(store)).consistency).toBe(Consistency.CONSISTENT);
    await store.close();
  });

  it("takes a delivered message again after a crash", async () => {
    const store = memoryStore();
    const stuck = {
      ...approval,
      steps: { ...approval.steps, Total: step([Int32ValueSchema, BoolValueSchema], Int64ValueSchema, never) },
    };
    const run = graphOf(stuck, store).runList(Int64ValueSchema, [input], { runId: "r" });
    await run.deliver(yes);
    await run.durable;
    store.crash();
    const peer = store.peer();
    const [again] = await graphOf(approval, peer).recover();
    expect(await again).toMatchObject({ value: 4n });
    await peer.close();
  });

  it("is parked through a long backoff, and its next attempt comes when it is due", async () => {
    const attempts: number[] = [];
    const base = "60ms" as const;
    const retry = { attempts: 2, backoff: { kind: "fixed", base, factor: 1, max: base, jitter: 0 } } as const;
    const double = ({ attempt }: StepContext) => {
      attempts.push(attempt);
      if (attempt === 1) throw new Error("not yet");
    };
    const store = memoryStore();
    const graph = graphOf(threeSteps([], { options: { retry }, double }), store, { parkAfter: "10ms" });
    const run = graph.run(Int64ValueSchema, [input], { runId: "r" });
    await until(async () => (await store.run(key))?.state === "PARKED");
    expect(await run).toMatchObject({ value: 12n });
    expect(attempts).toEqual([1, 2]);
    await run.durable;
    expect((await snapshotOf(store)).consistency).toBe(Consistency.CONSISTENT);
    await store.close();
  });

  it("is parked through a long sleep, which is over when it is due and not begun again", async () => {
    const sleeps: number[] = [];
    const double = async (ctx: StepContext) => {
      const before = performance.now();
      await ctx.sleep("80ms");
      sleeps.push(performance.now() - before);
    };
    const store = memoryStore();
    const graph = graphOf(threeSteps([], { double }), store, { parkAfter: "10ms" });
    const run = graph.run(Int64ValueSchema, [input], { runId: "r" });
    await until(async () => (await store.run(key))?.state === "PARKED");
    expect(await run).toMatchObject({ value: 12n });
    expect(sleeps.length).toBe(1);
    await store.close();
  });
});

describe("a store that is closed", () => {
  it("has everything on disk, and leaves what has not ended to whoever comes next", async () => {
    const calls: string[] = [];
    const store = memoryStore();
    const peer = store.peer();
    let end: () => void = () => undefined;
    const double = () => new Promise<void>((resolve) => (end = resolve));
    const run = graphOf(threeSteps(calls, { double }), store).run(Int64ValueSchema, [input], { runId: "r" });
    await until(() => calls.includes("Double"));
    setTimeout(() => end(), 20);
    await store.close();
    await expect(run).rejects.toMatchObject({ code: "STORE_CLOSED" });
    expect(calls).toEqual(["Length", "Double"]);
    const [again] = await graphOf(threeSteps(calls), peer).recover();
    expect(await again).toMatchObject({ value: 12n });
    expect(calls).toEqual(["Length", "Double", "Total"]);
    await peer.close();
  });

  it("leaves to them what its runs are told while they come to rest", async () => {
    const calls: string[] = [];
    const store = memoryStore();
    const peer = store.peer();
    let end: () => void = () => undefined;
    const double = () => new Promise<void>((resolve) => (end = resolve));
    const run = graphOf(threeSteps(calls, { double }), store).run(Int64ValueSchema, [input], { runId: "r" });
    await until(() => calls.includes("Double"));
    const closing = store.close();
    await run.pause({ signalId: "late" });
    end();
    await closing;
    expect(await peer.run(key)).toMatchObject({ state: "RUNNING" });
    const parts = threeSteps(calls);
    let open: () => void = () => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    const types = [Int32ValueSchema, UInt32ValueSchema] as const;
    const Total = step(types, Int64ValueSchema, async (_ctx, one: Int32Value, two: UInt32Value) => {
      await opened;
      return total(one.value + two.value);
    });
    const [again] = await graphOf({ ...parts, steps: { ...parts.steps, Total } }, peer).recover();
    await until(async () => (await peer.run(key))?.state === "PAUSED");
    await again?.resume();
    open();
    expect(await again).toMatchObject({ value: 12n });
    await again?.durable;
    expect((await snapshotOf(peer)).consistency).toBe(Consistency.CONSISTENT);
    expect(await eventsOf(peer)).toContain("RunPaused");
    await peer.close();
  });
});
