import { setTimeout as sleep } from "node:timers/promises";
import { create, type Message } from "@bufbuild/protobuf";
import {
  type Int32Value,
  Int32ValueSchema,
  type Int64Value,
  Int64ValueSchema,
  type StringValue,
  StringValueSchema,
  type UInt32Value,
  UInt32ValueSchema,
} from "@bufbuild/protobuf/wkt";
import { consoleLog, type EngineOptions, type Run, type RunOptions, type StepContext } from "protograph";
import type { Store } from "protograph/postgres";
import { HandBuilt, step } from "../../runtime/hand-built.test-support.js";
import { historyFaults, readKept } from "../../runtime/history/kept-run.test-support.js";
import { Chance } from "../crash/chance.js";
import { Ledger } from "./ledger.js";
import { until } from "./scratch.js";

/** What is asked of the steps before they answer; what it adds to the answer of one of them. */
type Meet = (ctx: StepContext) => number | undefined | Promise<number | undefined>;

/** Three steps: twice a text's length, and its length, together. */
export function chain(
  store: Store,
  meet: Meet = () => undefined,
  durable: EngineOptions["durable"] = {},
  warn: (message: string) => void = () => undefined,
): HandBuilt {
  return new HandBuilt(
    {
      name: "test.v1.Chain",
      inputs: [StringValueSchema],
      outputs: [Int64ValueSchema],
      steps: {
        Length: step([StringValueSchema], Int32ValueSchema, async (ctx, { value }: StringValue) => {
          await meet(ctx);
          return create(Int32ValueSchema, { value: value.length });
        }),
        Double: step([Int32ValueSchema], UInt32ValueSchema, async (ctx, { value }: Int32Value) => {
          const more = await meet(ctx);
          return create(UInt32ValueSchema, { value: 2 * value + (more ?? 0) });
        }),
        Total: step(
          [Int32ValueSchema, UInt32ValueSchema],
          Int64ValueSchema,
          async (ctx, one: Int32Value, two: UInt32Value) => {
            await meet(ctx);
            return create(Int64ValueSchema, { value: BigInt(one.value + two.value) });
          },
        ),
      },
    },
    { store, log: { ...consoleLog("silent"), warn }, durable: { poll: "200ms", ...durable } },
  );
}

/** Starts a run of the chain; what it gives is three times the number, and what a step added. */
export function start(graph: HandBuilt, number: number, options: RunOptions = {}): Run<Int64Value> {
  return graph.run<Int64Value>(Int64ValueSchema, [create(StringValueSchema, { value: "x".repeat(number) })], options);
}

/** What is left of durable runs, by what was noted of them outside of the database. */
export interface Verdict {
  readonly acknowledged: number;
  /** Acknowledged runs that are not there, or have not ended. */
  readonly lost: readonly string[];
  /** Runs that give something else than was noted. */
  readonly wrong: readonly string[];
  /** Whatever is wrong with the history of any run. */
  readonly faults: readonly string[];
  /** Steps that were called more than once, of all. */
  readonly calledAgain: number;
}

/**
 * Some who start durable runs of an engine, one after the other each, and note in a ledger outside of the database what
 * they were told: half of them under ids of their own choice, half in `sync` mode.
 */
export class DurableLoad {
  readonly graph: HandBuilt;
  acknowledged = 0;
  /** What runs were refused with, or failed. */
  readonly failures: unknown[] = [];
  readonly warnings: string[] = [];
  private goesOn = true;
  private readonly ledger: Ledger;
  private readonly calls = new Map<string, number>();
  private readonly chance: Chance;
  private readonly prefix: string;
  private readonly starters: Promise<unknown>;
  private started = 0;

  constructor(
    store: Store,
    private readonly path: string,
    options: {
      readonly starters?: number;
      readonly seed?: number;
      readonly durable?: EngineOptions["durable"];
      /** How long a step takes at most, in milliseconds. */
      readonly longestMs?: number;
      /** What a step of this load adds to the answer. */
      readonly adds?: () => number;
      /** Told when a run was acknowledged, before that is noted; what it gives is noted as well. */
      readonly onAcknowledged?: () => Promise<string>;
      /** What the ids begin with that it chooses. */
      readonly prefix?: string;
    } = {},
  ) {
    const { starters = 8, seed = 1, durable, longestMs = 5, adds, onAcknowledged = async () => "" } = options;
    this.prefix = options.prefix ?? "run-";
    this.ledger = new Ledger(path);
    this.chance = new Chance(seed);
    const meet: Meet = async ({ runId, step: id }) => {
      this.calls.set(`${runId} ${id}`, (this.calls.get(`${runId} ${id}`) ?? 0) + 1);
      await sleep(this.chance.next() * longestMs);
      return adds?.();
    };
    this.graph = chain(store, meet, durable, (message) => this.warnings.push(message));
    this.starters = Promise.all(Array.from({ length: starters }, () => this.startAll(onAcknowledged)));
  }

  /** Waits until so many more runs were acknowledged. */
  async more(runs: number): Promise<void> {
    const before = this.acknowledged;
    await until(() => this.acknowledged >= before + runs);
  }

  async end(): Promise<void> {
    this.goesOn = false;
    await this.starters;
    this.ledger.close();
  }

  /** What was noted, in order: the run, what it gave, and what more there is to say. */
  noted(): readonly { readonly runId: string; readonly output: string; readonly more: string }[] {
    return Ledger.read(this.path).map(([, runId = "", output = "", ...more]) => ({
      runId,
      output,
      more: more.join(" "),
    }));
  }

  /** @param store which is well. */
  async verdict(store: Store): Promise<Verdict> {
    const noted = this.noted();
    const [lost, wrong]: [string[], string[]] = [[], []];
    await atOnce(noted, async ({ runId, output }) => {
      const record = await store.run({ tenant: "default", runId });
      if (record?.state !== "COMPLETED") lost.push(runId);
      else if ((await keptOutput(this.graph, runId)) !== output) wrong.push(runId);
    });
    const again = [...this.calls.values()].filter((times) => times > 1).length;
    return { acknowledged: noted.length, lost, wrong, faults: await faultsOf(store), calledAgain: again };
  }

  private async startAll(onAcknowledged: () => Promise<string>): Promise<void> {
    while (this.goesOn) {
      const number = ++this.started;
      const run = start(this.graph, (number % 50) + 1, {
        durability: number % 2 === 0 ? "sync" : "async",
        ...(number % 4 < 2 && { runId: `${this.prefix}${number}` }),
      });
      try {
        const { value } = await run;
        await run.durable;
        this.ledger.note("acknowledged", run.id, String(value), await onAcknowledged());
        this.acknowledged++;
      } catch (error) {
        this.failures.push(error);
        await sleep(50);
      }
    }
  }
}

/** What a run that has ended gives by what is kept of it. */
async function keptOutput(graph: HandBuilt, runId: string): Promise<string> {
  const { run } = await graph.find(runId);
  return String(((await run) as Message & { readonly value: bigint }).value);
}

/** Whatever is wrong with the histories that a store has, of all runs. */
export async function faultsOf(store: Store): Promise<readonly string[]> {
  const faults: string[] = [];
  for (let before: Awaited<ReturnType<Store["runs"]>>[number] | undefined; ;) {
    const page = await store.runs({ tenant: "default", limit: 200, ...(before && { before }) });
    await atOnce(page, async ({ runId }) => {
      const kept = await readKept(store, { tenant: "default", runId });
      if (kept) faults.push(...historyFaults(kept).map((says) => `${runId}: ${says}`));
    });
    before = page.at(-1);
    if (!before) return faults;
  }
}

/** Looks at each of many, some at a time. */
async function atOnce<T>(all: readonly T[], look: (each: T) => Promise<void>): Promise<void> {
  const left = all.values();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (const each of left) await look(each);
    }),
  );
}
