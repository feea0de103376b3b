import { create, fromBinary } from "@bufbuild/protobuf";
import {
  BoolValueSchema,
  type BoolValue,
  type Int32Value,
  Int32ValueSchema,
  Int64ValueSchema,
  type StringValue,
  StringValueSchema,
  type UInt32Value,
  UInt32ValueSchema,
} from "@bufbuild/protobuf/wkt";
import { afterEach, describe, expect, it } from "vitest";
import { type RunEvent } from "../../generated/protograph/v1/event_pb.js";
import { Consistency, NodeState, RunSnapshotSchema } from "../../generated/protograph/v1/snapshot_pb.js";
import type { EngineOptions } from "../engine/compiled-graph.js";
import { HandBuilt, type HandBuiltParts, step } from "../hand-built.test-support.js";
import { project } from "../history/projection.js";
import { fullHash } from "../history/snapshot-hash.js";
import { memoryStore, type MemoryStore } from "../store/memory/memory-store.js";

const key = { tenant: "default", runId: "r" };
const input = create(StringValueSchema, { value: "four" });
const never = () => new Promise<never>(() => undefined);

type Steps = HandBuiltParts["steps"];
interface Made {
  readonly calls: string[];
  readonly hang?: string;
  readonly fail?: string;
}

/** Steps that note their calls; one of them may hang, or fail. */
class Bench {
  constructor(private readonly made: Made) {}

  private async called(name: string): Promise<void> {
    this.made.calls.push(name);
    if (this.made.hang === name) await never();
    if (this.made.fail === name) throw new Error(`${name} failed`);
  }

  length = (name = "Length", version = "1") =>
    step(
      [StringValueSchema],
      Int32ValueSchema,
      async (_ctx, { value }: StringValue) => {
        await this.called(name);
        return create(Int32ValueSchema, { value: value.length });
      },
      { version },
    );

  double = (name = "Double", version = "1", times = 2) =>
    step(
      [Int32ValueSchema],
      UInt32ValueSchema,
      async (_ctx, { value }: Int32Value) => {
        await this.called(name);
        return create(UInt32ValueSchema, { value: times * value });
      },
      { version },
    );

  total = (name = "Total") =>
    step([Int32ValueSchema, UInt32ValueSchema], Int64ValueSchema, async (_ctx, a: Int32Value, b: UInt32Value) => {
      await this.called(name);
      return create(Int64ValueSchema, { value: BigInt(a.value + b.value) });
    });
}

const graph = (steps: Steps, more: Partial<HandBuiltParts> = {}): HandBuiltParts => ({
  inputs: [StringValueSchema],
  outputs: [Int64ValueSchema],
  steps,
  ...more,
});

/** The release that runs below are started with. */
const first = (made: Made, more: Partial<HandBuiltParts> = {}) => {
  const bench = new Bench(made);
  return graph({ Length: bench.length(), Double: bench.double(), Total: bench.total() }, more);
};

const stores: MemoryStore[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
});

function storeOf(before?: MemoryStore): MemoryStore {
  const store = before ? before.peer() : memoryStore();
  if (before) stores.push(store);
  return store;
}

function engine(parts: HandBuiltParts, store: MemoryStore, options: EngineOptions = {}): HandBuilt {
  return new HandBuilt(parts, { store, durable: { poll: "20ms" }, ...options });
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tried = 0; tried < 400; tried++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error("it never came to be");
}

async function events(store: MemoryStore): Promise<readonly RunEvent[]> {
  return store.events(key, { afterSeq: 0, limit: 1_000 });
}

async function snapshot(store: MemoryStore) {
  return fromBinary(RunSnapshotSchema, (await store.snapshot(key))?.value ?? new Uint8Array());
}

/** A process of the first release that dies while `Total` runs. */
async function died(more: Partial<HandBuiltParts> = {}): Promise<MemoryStore> {
  const store = storeOf();
  const calls: string[] = [];
  engine(first({ calls, hang: "Total" }, more), store).run(Int64ValueSchema, [input], { runId: "r" });
  await until(async () => calls.includes("Total") && (await store.checkpoints(key)).length === 2);
  store.crash();
  return store;
}

/** What a log was warned of. */
function warnings() {
  const said: { readonly message: string; readonly fields: Readonly<Record<string, unknown>> | undefined }[] = [];
  const log = {
    debug: () => undefined,
    info: () => undefined,
    warn: (message: string, fields?: Readonly<Record<string, unknown>>) => said.push({ message, fields }),
    error: () => undefined,
  };
  return { said, log };
}

describe("a run that another release takes up", () => {
  it("goes on where its steps were renamed: what is kept under their old names is theirs", async () => {
    const store = storeOf(await died());
    const calls: string[] = [];
    const bench = new Bench({ calls });
    const renamed = graph({ Measure: bench.length("Measure"), Twice: bench.double("Twice"), Sum: bench.total("Sum") });
    const [run] = await engine(renamed, store).recover();
    expect(await run).toMatchObject({ value: 12n });
    await run!.durable;
    expect(calls).toEqual(["Sum"]);
    expect((await events(store)).find(({ type }) => type === "RunReplanned")?.payload.value).toMatchObject({
      renamed: [
        { from: "Length", to: "Measure" },
        { from: "Double", to: "Twice" },
        { from: "Total", to: "Sum" },
      ],
      gone: [],
      added: [],
      anew: [],
    });
    const after = await snapshot(store);
    expect(after.consistency).toBe(Consistency.CONSISTENT);
    expect(after.nodes.map(({ id, state }) => [id, NodeState[state]])).toEqual([
      ["Measure", "SUCCEEDED"],
      ["Sum", "SUCCEEDED"],
      ["Twice", "SUCCEEDED"],
    ]);
  });

  it("computes a step of another version again, and what depends on it", async () => {
    const store = storeOf(await died());
    const calls: string[] = [];
    const bench = new Bench({ calls });
    const next = graph({ Length: bench.length(), Double: bench.double("Double", "2", 3), Total: bench.total() });
    const [run] = await engine(next, store).recover();
    expect(await run).toMatchObject({ value: 16n });
    await run!.durable;
    expect(calls).toEqual(["Double", "Total"]);
    const history = await events(store);
    expect(history.find(({ type }) => type === "RunReplanned")?.payload.value).toMatchObject({
      anew: ["Double", "Total"],
    });
    const after = await snapshot(store);
    expect(after.consistency).toBe(Consistency.CONSISTENT);
    expect(after.nodes.find(({ id }) => id === "Double")).toMatchObject({
      state: NodeState.SUCCEEDED,
      logicalAttempt: 2,
    });
    expect((await store.checkpoints(key)).filter(({ nodeId }) => nodeId === "Double")).toMatchObject([
      { stepVersion: "2" },
    ]);
  });

  it("has a history that its snapshot can be folded from, over both plans", async () => {
    const store = storeOf(await died());
    const bench = new Bench({ calls: [] });
    const next = graph({ Measure: bench.length(), Double: bench.double("Double", "2"), Total: bench.total() });
    const [run] = await engine(next, store).recover();
    await run;
    await run!.durable;
    const rebuilt = project(["Length", "Double", "Total"], await events(store));
    expect(fullHash(rebuilt)).toEqual(fullHash(await snapshot(store)));
  });

  it("may get new steps, and lose some", async () => {
    const store = storeOf(await died());
    const calls: string[] = [];
    const bench = new Bench({ calls });
    const isLong = step([Int32ValueSchema], BoolValueSchema, (_ctx, { value }: Int32Value) => {
      calls.push("IsLong");
      return create(BoolValueSchema, { value: value > 3 });
    });
    const total = step([BoolValueSchema, Int32ValueSchema], Int64ValueSchema, (_ctx, { value }: BoolValue) => {
      calls.push("Total");
      return create(Int64ValueSchema, { value: value ? 1n : 0n });
    });
    const [run] = await engine(graph({ Length: bench.length(), IsLong: isLong, Total: total }), store).recover();
    expect(await run).toMatchObject({ value: 1n });
    await run!.durable;
    expect(calls).toEqual(["IsLong", "Total"]);
    expect((await snapshot(store)).nodes.map(({ id }) => id)).toEqual(["IsLong", "Length", "Total"]);
  });

  it("is that release's from then on, and goes back to the first by the same rule", async () => {
    const before = await died();
    const store = storeOf(before);
    const calls: string[] = [];
    const bench = new Bench({ calls, hang: "Total" });
    const next = graph({ Length: bench.length(), Double: bench.double("Double", "2", 3), Total: bench.total() });
    await engine(next, store).recover();
    await until(async () => calls.includes("Total") && (await store.checkpoints(key)).length === 2);
    stores.pop()?.crash();
    const back = storeOf(before);
    const again: string[] = [];
    const [run] = await engine(first({ calls: again }), back).recover();
    expect(await run).toMatchObject({ value: 12n });
    await run!.durable;
    expect(again).toEqual(["Double", "Total"]);
    expect((await snapshot(back)).consistency).toBe(Consistency.CONSISTENT);
  });

  it("is retried with the plan there is", async () => {
    const store = storeOf();
    const failing = engine(first({ calls: [], fail: "Total" }), store).run(Int64ValueSchema, [input], { runId: "r" });
    await expect(Promise.resolve(failing)).rejects.toThrow("Total failed");
    await failing.durable;
    store.crash();
    const next = storeOf(store);
    const calls: string[] = [];
    const bench = new Bench({ calls });
    const renamed = graph({ Length: bench.length(), Twice: bench.double("Twice"), Sum: bench.total("Sum") });
    const { run } = await engine(renamed, next).retry("r", { from: "Twice" });
    expect(await run).toMatchObject({ value: 12n });
    await run.durable;
    expect(calls).toEqual(["Twice", "Sum"]);
    const { consistency, nodes } = await snapshot(next);
    expect([consistency, nodes.map(({ state }) => NodeState[state])]).toEqual([
      Consistency.CONSISTENT,
      ["SUCCEEDED", "SUCCEEDED", "SUCCEEDED"],
    ]);
  });
});

describe("a run that no plan here can go on with", () => {
  const needsMore = (calls: string[]) => {
    const bench = new Bench({ calls });
    const total = step(
      [Int32ValueSchema, UInt32ValueSchema, BoolValueSchema],
      Int64ValueSchema,
      (_ctx, { value }: Int32Value) => create(Int64ValueSchema, { value: BigInt(value) }),
    );
    const steps = { Length: bench.length(), Double: bench.double(), Total: total };
    return graph(steps, { inputs: [StringValueSchema, BoolValueSchema] });
  };

  it("is left to a process of its release, which is said once, with the reason", async () => {
    const before = await died();
    const store = storeOf(before);
    const { said, log } = warnings();
    const calls: string[] = [];
    const other = engine(needsMore(calls), store, { log });
    expect(await other.recover()).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(calls).toEqual([]);
    expect(said.filter(({ message }) => message.includes("are left to a process of the release"))).toEqual([
      {
        message: expect.stringContaining("test.v1.HandBuilt") as string,
        fields: expect.objectContaining({
          runs: 1,
          because: expect.arrayContaining([
            expect.stringContaining("now needs input google.protobuf.BoolValue") as string,
          ]) as string[],
        }) as object,
      },
    ]);
    const [run] = await engine(first({ calls }), storeOf(before)).recover();
    expect(await run).toMatchObject({ value: 12n });
    expect(calls).toEqual(["Total"]);
  });

  it("can be awaited there all the same", async () => {
    const before = await died();
    const store = storeOf(before);
    const other = engine(needsMore([]), store, { log: warnings().log });
    const { run } = await other.find("r");
    const [original] = await engine(first({ calls: [] }), storeOf(before)).recover();
    await original;
    expect(await run).toMatchObject({ value: 12n });
  });

  it("is left where its plan is not kept", async () => {
    const before = await died();
    const store = storeOf(before);
    const lost = new Proxy(store, {
      get: (of, name) => (name === "plan" ? () => Promise.resolve(undefined) : (Reflect.get(of, name) as unknown)),
    });
    const { said, log } = warnings();
    const bench = new Bench({ calls: [] });
    const renamed = graph({ Length: bench.length(), Twice: bench.double("Twice"), Total: bench.total() });
    expect(await engine(renamed, lost, { log }).recover()).toEqual([]);
    expect(said.map(({ fields }) => fields?.because)).toEqual([["their plan is not kept"]]);
  });
});
