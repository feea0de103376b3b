import { setTimeout } from "node:timers/promises";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  BoolValueSchema,
  type Int32Value,
  Int32ValueSchema,
  Int64ValueSchema,
  type StringValue,
  StringValueSchema,
} from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import { Consistency, RunSnapshotSchema } from "../../generated/protograph/v1/snapshot_pb.js";
import { awaited } from "../dsl/ports.js";
import { consoleLog } from "../engine/log.js";
import { HandBuilt, type HandBuiltParts, step } from "../hand-built.test-support.js";
import { memoryHarness } from "../store/memory/memory-harness.test-support.js";
import { memoryStore, type MemoryStore } from "../store/memory/memory-store.js";
import { samePlan } from "../store/contract/harness.test-support.js";
import type { Owner, Store } from "../store/store.js";
import { sendSignal } from "./control.js";

const input = create(StringValueSchema, { value: "four" });
const key = { tenant: "default", runId: "r" };

/** Twice the length of what comes in, where nothing stands against it. */
function parts(total: () => unknown, inputs: HandBuiltParts["inputs"] = []): HandBuiltParts {
  return {
    inputs: [StringValueSchema, ...inputs],
    outputs: [Int64ValueSchema],
    steps: {
      Length: step([StringValueSchema], Int32ValueSchema, (_ctx, { value }: StringValue) =>
        create(Int32ValueSchema, { value: value.length }),
      ),
      Total: step(
        [Int32ValueSchema, ...(inputs.length > 0 ? [BoolValueSchema] : [])],
        Int64ValueSchema,
        async (_ctx, { value }: Int32Value) => {
          await total();
          return create(Int64ValueSchema, { value: BigInt(2 * value) });
        },
      ),
    },
  };
}

function graphOf(of: HandBuiltParts, store: Store, warn: (message: string) => void = () => undefined): HandBuilt {
  return new HandBuilt(of, {
    store,
    log: { ...consoleLog("silent"), warn },
    durable: { poll: "20ms", parkAfter: "10ms" },
  });
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tried = 0; tried < 500; tried++) {
    if (await holds()) return;
    await setTimeout(5);
  }
  throw new Error("it never came to be");
}

function untilState(store: Store, state: string): Promise<void> {
  return until(async () => (await store.run(key))?.state === state);
}

/** Has the run be taken up by whoever has its plan, too. */
async function takenUp(store: Store, owner: Owner) {
  const run = await store.run(key);
  return store.takeUp(owner, { plans: run ? [samePlan(run)] : [], limit: 1 });
}

/** Another process takes the run up, and dies before it has written anything of that. */
async function takenInVain(store: MemoryStore): Promise<void> {
  const other = store.peer();
  const owner = await other.register("in vain", 60_000);
  expect(await takenUp(other, owner)).toHaveLength(1);
  other.crash();
}

async function consistency(store: Store): Promise<Consistency> {
  const snapshot = await store.snapshot(key);
  return fromBinary(RunSnapshotSchema, snapshot?.value ?? new Uint8Array()).consistency;
}

describe("a run that was taken up by a process which died before it wrote anything", () => {
  it("goes on where it was parked", async () => {
    const store = memoryStore();
    const approval = parts(() => undefined, [awaited(BoolValueSchema)]);
    graphOf(approval, store).runList(Int64ValueSchema, [input], { runId: "r" });
    await untilState(store, "PARKED");
    store.crash();
    const message = toBinary(BoolValueSchema, create(BoolValueSchema, { value: true }));
    const last = store.peer();
    await sendSignal(last, { ...key, kind: "DELIVER", messageType: BoolValueSchema.typeName, message });
    await takenInVain(last);
    const [again] = await graphOf(approval, last).recover();
    expect(await again).toMatchObject({ value: 8n });
    await again?.durable;
    expect(await consistency(last)).toBe(Consistency.CONSISTENT);
    await last.close();
  });

  it("is retried where it had failed", async () => {
    const store = memoryStore();
    let failing = true;
    const failingOnce = parts(() => {
      if (failing) throw new Error("no");
    });
    const run = graphOf(failingOnce, store).run(Int64ValueSchema, [input], { runId: "r" });
    await expect(run).rejects.toThrow("no");
    await run.durable;
    failing = false;
    store.crash();
    const last = store.peer();
    await sendSignal(last, { ...key, kind: "RETRY" });
    await takenInVain(last);
    const [again] = await graphOf(failingOnce, last).recover();
    expect(await again).toMatchObject({ value: 8n });
    await again?.durable;
    expect(await consistency(last)).toBe(Consistency.CONSISTENT);
    await last.close();
  });
});

describe("a process that finds at a flush that it was taken over", () => {
  it("gives up its runs, and begins new ones with a new lease", async () => {
    const { store, expire } = memoryHarness({ now: () => Date.now(), advance: (ms) => setTimeout(ms) });
    let end: () => void = () => undefined;
    let reached = false;
    const holding = parts(() => {
      if (reached) return undefined;
      reached = true;
      return new Promise<void>((resolve) => (end = resolve));
    });
    const graph = graphOf(holding, store);
    const run = graph.run(Int64ValueSchema, [input], { runId: "r" });
    await until(() => reached);
    await run.durable;
    const { owner: token = 0 } = (await store.run(key)) ?? {};
    await expire({ token, leaseMs: 0 }, 1);
    await takenUp(store, await store.register("another", 60_000));
    // One run waits for its flush, another begins while the queue has failed already.
    end();
    await expect(run.then(() => run.durable)).rejects.toMatchObject({ code: "FENCED" });
    const next = graph.run(Int64ValueSchema, [input]);
    expect(await next).toMatchObject({ value: 8n });
    await next.durable;
    await store.close();
  });
});

describe("the handle of a run that was taken over", () => {
  const clock = { now: () => Date.now(), advance: (ms: number) => setTimeout(ms) };

  /** A step that gives this process's own answer, when it is let go. */
  function own(answer: number): { readonly parts: HandBuiltParts; readonly letGo: () => void; calls: number } {
    let letGo: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    const world = {
      calls: 0,
      letGo,
      parts: {
        inputs: [StringValueSchema],
        outputs: [Int64ValueSchema],
        steps: {
          Answer: step([StringValueSchema], Int64ValueSchema, async () => {
            world.calls++;
            await gate;
            return create(Int64ValueSchema, { value: BigInt(answer) });
          }),
        },
      },
    };
    return world;
  }

  /** Two processes on the same data; the lease of the first has run out, and the second has taken its run up. */
  async function twoProcesses(durability: "sync" | "async") {
    const { store, expire } = memoryHarness(clock);
    const other = (store as MemoryStore).peer();
    const [late, early] = [own(1), own(2)];
    const run = graphOf(late.parts, store).run(Int64ValueSchema, [input], { runId: "r", durability });
    await until(() => late.calls === 1);
    await run.durable;
    const { owner: token = 0 } = (await store.run(key)) ?? {};
    await expire({ token, leaseMs: 0 }, 1);
    const [taken] = await graphOf(early.parts, other).recover();
    await until(() => early.calls === 1);
    return { store, other, late, early, run, taken: { run: taken! } };
  }

  it("gives what is kept, and not what its own process came to", async () => {
    const { store, other, late, early, run, taken } = await twoProcesses("sync");
    early.letGo();
    const kept = await taken.run;
    late.letGo();
    expect([kept, await run]).toMatchObject([{ value: 2n }, { value: 2n }]);
    await run.durable;
    expect([late.calls, early.calls]).toEqual([1, 1]);
    await store.close();
    await other.close();
  });

  it("gives what is kept also where its own process came to something first", async () => {
    const { store, other, late, early, run, taken } = await twoProcesses("sync");
    late.letGo();
    await setTimeout(30);
    early.letGo();
    expect([await taken.run, await run]).toMatchObject([{ value: 2n }, { value: 2n }]);
    await store.close();
    await other.close();
  });

  it("goes on in its own process, with a new lease, where the other one dies", async () => {
    const { store, other, late, run } = await twoProcesses("sync");
    late.letGo();
    await until(async () => (await store.run(key))?.ownerAlive === true);
    other.crash();
    expect(await run).toMatchObject({ value: 1n });
    expect(late.calls).toBe(2);
    await run.durable;
    expect(await store.run(key)).toMatchObject({ state: "COMPLETED", engineAttempt: 3 });
    await store.close();
  });

  it("does not say of an output that was given before it was on disk that it is", async () => {
    const { store, other, late, early, run, taken } = await twoProcesses("async");
    late.letGo();
    expect(await run).toMatchObject({ value: 1n });
    await expect(run.durable).rejects.toMatchObject({ code: "FENCED" });
    early.letGo();
    await taken.run;
    // Asked for again, it is what is kept.
    const again = graphOf(late.parts, store).run(Int64ValueSchema, [input], { runId: "r", durability: "async" });
    expect(await again).toMatchObject({ value: 2n });
    await store.close();
    await other.close();
  });

  it("follows it also where it was parked, and takes part in what it is told", async () => {
    const { store, expire } = memoryHarness(clock);
    const approval = parts(() => undefined, [awaited(BoolValueSchema)]);
    const graph = graphOf(approval, store);
    const run = graph.runList(Int64ValueSchema, [input], { runId: "r" });
    await untilState(store, "PARKED");
    // Another run of the process finds out that the process was fenced.
    const beside = graphOf(
      parts(() => setTimeout(50)),
      store,
    ).run(Int64ValueSchema, [input], { runId: "beside" });
    await until(async () => (await store.run({ ...key, runId: "beside" })) !== undefined);
    const { owner: token = 0 } = (await store.run({ ...key, runId: "beside" })) ?? {};
    await expire({ token, leaseMs: 0 }, 1);
    await takenUp(store, await store.register("another", 60_000));
    expect(await beside).toMatchObject({ value: 8n });
    await run.deliver(create(BoolValueSchema, { value: true }));
    expect(await run).toMatchObject({ value: 8n });
    await store.close();
  });
});

describe("a process that was fenced", () => {
  it("says so once, and goes on looking for runs of others, with a new lease", async () => {
    const { store, expire } = memoryHarness({ now: () => Date.now(), advance: (ms) => setTimeout(ms) });
    const dying = (store as MemoryStore).peer();
    const warnings: string[] = [];
    const graph = graphOf(
      parts(() => undefined),
      store,
      (message) => warnings.push(message),
    );
    await graph.recover();
    const first = graph.run(Int64ValueSchema, [input], { runId: "first" });
    await first.then(() => first.durable);
    const { owner: token = 0 } = (await store.run({ ...key, runId: "first" })) ?? {};
    await expire({ token, leaseMs: 0 }, 1);
    await takenUp(dying, await dying.register("another", 60_000));
    let reached = false;
    const stuck = parts(() => {
      reached = true;
      return new Promise(() => undefined);
    });
    const run = graphOf(stuck, dying).run(Int64ValueSchema, [input], { runId: "r" });
    await until(() => reached);
    await run.durable;
    dying.crash();
    await untilState(store, "COMPLETED");
    expect(warnings).toEqual(["the lease of this process is no longer good: it takes another one"]);
    await store.close();
  });
});
