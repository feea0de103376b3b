import { create } from "@bufbuild/protobuf";
import {
  BoolValueSchema,
  type Int32Value,
  Int32ValueSchema,
  Int64ValueSchema,
  StringValueSchema,
  type UInt32Value,
  UInt32ValueSchema,
} from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import type { StepContext } from "../dsl/step.js";
import type { UseOptions } from "../dsl/options.js";
import { CancelledError, DeadlineError, StepError, StreamConsumedError, WrongResultError } from "../errors.js";
import { failure, HandBuilt, type HandBuiltStep, list, step, stream } from "../hand-built.test-support.js";

const input = create(StringValueSchema, { value: "go" });
const int = (value: number) => create(Int32ValueSchema, { value });
const total = (value: number) => create(Int64ValueSchema, { value: BigInt(value) });
const later = () => new Promise<void>((resolve) => setImmediate(resolve));

/** What a generator has come to. */
interface Source {
  produced: number;
  closed: boolean;
}

function counting(count: number, source: Source, options?: UseOptions): HandBuiltStep {
  return step(
    [StringValueSchema],
    stream(Int32ValueSchema),
    async function* () {
      try {
        while (source.produced < count) yield int(source.produced++);
      } finally {
        source.closed = true;
      }
    },
    options,
  );
}

const newSource = (): Source => ({ produced: 0, closed: false });

function graphOf(steps: Record<string, HandBuiltStep>) {
  return new HandBuilt({ inputs: [StringValueSchema], outputs: [Int64ValueSchema], steps });
}

const double = step([Int32ValueSchema], UInt32ValueSchema, async (_ctx, { value }: Int32Value) =>
  create(UInt32ValueSchema, { value: 2 * value }),
);

describe("a stream", () => {
  it("is gathered as a list beside the list of what is made of its items", async () => {
    const graph = graphOf({
      Count: counting(3, newSource()),
      Double: step([Int32ValueSchema], UInt32ValueSchema, (_ctx, { value }: Int32Value) =>
        create(UInt32ValueSchema, { value: 2 * value }),
      ),
      Pair: step(
        [list(Int32ValueSchema), list(UInt32ValueSchema)],
        Int64ValueSchema,
        (_ctx, ones: readonly Int32Value[], doubles: readonly UInt32Value[]) =>
          total(Number([...ones, ...doubles].map(({ value }) => value + 1).join(""))),
      ),
    });
    expect(await graph.run(Int64ValueSchema, [input])).toMatchObject({ value: 123135n });
  });

  it("whose whole list is asked for by what runs for each of its items lets what runs inside of that wait", async () => {
    const graph = graphOf({
      Count: counting(40, newSource()),
      Spread: step(
        [list(Int32ValueSchema), Int32ValueSchema],
        list(UInt32ValueSchema),
        (_ctx, all: readonly Int32Value[]) => [create(UInt32ValueSchema, { value: all.length })],
        { parallelism: 1 },
      ),
      Note: step([UInt32ValueSchema], BoolValueSchema, () => create(BoolValueSchema, { value: true })),
      Sum: step([list(BoolValueSchema)], StringValueSchema, (_ctx, all: readonly unknown[]) =>
        create(StringValueSchema, { value: String(all.length) }),
      ),
      Total: step([list(StringValueSchema)], Int64ValueSchema, (_ctx, all: readonly unknown[]) => total(all.length)),
    });
    expect(await graph.run(Int64ValueSchema, [input])).toMatchObject({ value: 40n });
  });

  it("is given item by item to who takes one, and their results in order to who takes the stream of them", async () => {
    const source = newSource();
    const seen: number[] = [];
    const graph = graphOf({
      Count: counting(100, source),
      Double: step([Int32ValueSchema], UInt32ValueSchema, async (_ctx, { value }: Int32Value) => {
        for (let turn = value % 3; turn > 0; turn--) await later();
        return create(UInt32ValueSchema, { value: 2 * value });
      }),
      Sum: step([stream(UInt32ValueSchema)], Int64ValueSchema, async (_ctx, values: AsyncIterable<UInt32Value>) => {
        for await (const { value } of values) seen.push(value);
        return total(seen.length);
      }),
    });
    const run = graph.run(Int64ValueSchema, [input]);
    expect(await run).toMatchObject({ value: 100n });
    expect(seen).toEqual(Array.from({ length: 100 }, (_, index) => 2 * index));
    expect(run.snapshot().steps).toMatchObject({
      Count: { status: "SUCCEEDED" },
      Double: { status: "SUCCEEDED", items: { total: 100, succeeded: 100 } },
      Sum: { status: "SUCCEEDED" },
    });
  });

  it("is waited for by who takes the list", async () => {
    const graph = graphOf({
      Count: counting(40, newSource()),
      Sum: step([list(Int32ValueSchema)], Int64ValueSchema, (_ctx, values: readonly Int32Value[]) =>
        total(values.length),
      ),
    });
    expect(await graph.run(Int64ValueSchema, [input])).toMatchObject({ value: 40n });
  });

  it("may be a list that is taken as a stream", async () => {
    const graph = graphOf({
      Make: step([StringValueSchema], list(Int32ValueSchema), () => [int(1), int(2)]),
      Sum: step([stream(Int32ValueSchema)], Int64ValueSchema, async (_ctx, values: AsyncIterable<Int32Value>) => {
        let sum = 0;
        for await (const { value } of values) sum += value;
        return total(sum);
      }),
    });
    expect(await graph.run(Int64ValueSchema, [input])).toMatchObject({ value: 3n });
  });

  it.each([
    [16, undefined],
    [3, { window: 3 }],
  ])("is at most %i items ahead of a slow consumer", async (window, options) => {
    const source = newSource();
    let ahead = 0;
    const graph = graphOf({
      Count: counting(200, source, options),
      Sum: step([stream(Int32ValueSchema)], Int64ValueSchema, async (_ctx, values: AsyncIterable<Int32Value>) => {
        let taken = 0;
        for await (const _ of values) {
          taken++;
          for (let turn = 0; turn < 5; turn++) await later();
          ahead = Math.max(ahead, source.produced - taken);
        }
        return total(taken);
      }),
    });
    expect(await graph.run(Int64ValueSchema, [input])).toMatchObject({ value: 200n });
    expect(ahead).toBe(window);
  });

  it("is held back by a slow step that is called for each item", async () => {
    const source = newSource();
    let [done, ahead] = [0, 0];
    const graph = graphOf({
      Count: counting(100, source),
      Slow: step(
        [Int32ValueSchema],
        UInt32ValueSchema,
        async (_ctx, { value }: Int32Value) => {
          for (let turn = 0; turn < 4; turn++) await later();
          ahead = Math.max(ahead, source.produced - done);
          done++;
          return create(UInt32ValueSchema, { value });
        },
        { parallelism: 2 },
      ),
      Sum: step([list(UInt32ValueSchema)], Int64ValueSchema, (_ctx, values: readonly UInt32Value[]) =>
        total(values.length),
      ),
    });
    expect(await graph.run(Int64ValueSchema, [input])).toMatchObject({ value: 100n });
    expect(ahead).toBe(16 + 2);
  });

  it("is closed when its consumer has had enough, however long it is", async () => {
    const source = newSource();
    const graph = graphOf({
      Count: counting(Number.POSITIVE_INFINITY, source),
      Double: double,
      Sum: step([stream(UInt32ValueSchema)], Int64ValueSchema, async (_ctx, values: AsyncIterable<UInt32Value>) => {
        let taken = 0;
        for await (const _ of values) if (++taken === 5) break;
        return total(taken);
      }),
    });
    expect(await graph.run(Int64ValueSchema, [input])).toMatchObject({ value: 5n });
    await later();
    expect(source.closed).toBe(true);
    expect(source.produced).toBeLessThan(200);
  });

  it("is closed when the run is cancelled", async () => {
    const source = newSource();
    const graph = graphOf({
      Count: counting(Number.POSITIVE_INFINITY, source),
      Sum: step([stream(Int32ValueSchema)], Int64ValueSchema, async (_ctx, values: AsyncIterable<Int32Value>) => {
        for await (const { value } of values) if (value === 50) run.cancel("enough");
        return total(0);
      }),
    });
    const run = graph.run(Int64ValueSchema, [input]);
    expect(await failure(run)).toBeInstanceOf(CancelledError);
    await later();
    expect(source.closed).toBe(true);
  });

  it("that never ends fails the run at its deadline", async () => {
    const graph = graphOf({
      Hang: step([StringValueSchema], stream(Int32ValueSchema), async function* () {
        yield int(1);
        await new Promise(() => undefined);
      }),
      Sum: step([list(Int32ValueSchema)], Int64ValueSchema, () => total(0)),
    });
    const run = graph.run(Int64ValueSchema, [input], { deadline: new Date(Date.now() + 30) });
    expect(await failure(run)).toBeInstanceOf(DeadlineError);
  });

  it("that throws in the middle has failed as its step, after the items before", async () => {
    const seen: number[] = [];
    const graph = graphOf({
      Count: step([StringValueSchema], stream(Int32ValueSchema), async function* () {
        yield int(1);
        yield int(2);
        await later();
        throw new Error("broken pipe");
      }),
      Sum: step([stream(Int32ValueSchema)], Int64ValueSchema, async (_ctx, values: AsyncIterable<Int32Value>) => {
        for await (const { value } of values) seen.push(value);
        return total(0);
      }),
    });
    const run = graph.run(Int64ValueSchema, [input]);
    const error = await failure(run);
    expect(error).toBeInstanceOf(StepError);
    expect(error).toMatchObject({ step: "Count", cause: { message: "broken pipe" } });
    expect(seen).toEqual([1, 2]);
    expect(run.snapshot().steps.Count).toMatchObject({ status: "FAILED" });
  });

  it("that holds something else is a wrong result", async () => {
    const graph = graphOf({
      Count: step([StringValueSchema], stream(Int32ValueSchema), async function* () {
        yield create(BoolValueSchema);
      }),
      Sum: step([list(Int32ValueSchema)], Int64ValueSchema, () => total(0)),
    });
    expect(await failure(graph.run(Int64ValueSchema, [input]))).toBeInstanceOf(WrongResultError);
  });

  it("is read once: reading it twice is an error that says so", async () => {
    const graph = graphOf({
      Count: counting(3, newSource()),
      Sum: step([stream(Int32ValueSchema)], Int64ValueSchema, async (_ctx, values: AsyncIterable<Int32Value>) => {
        for await (const _ of values);
        for await (const _ of values);
        return total(0);
      }),
    });
    expect(await failure(graph.run(Int64ValueSchema, [input]))).toMatchObject({
      step: "Sum",
      cause: expect.any(StreamConsumedError) as Error,
    });
  });

  it("is read again from its first item by a further attempt", async () => {
    const graph = graphOf({
      Count: counting(50, newSource()),
      Sum: step(
        [stream(Int32ValueSchema)],
        Int64ValueSchema,
        async (ctx: StepContext, values: AsyncIterable<Int32Value>) => {
          let sum = 0;
          for await (const { value } of values) {
            sum += value;
            if (ctx.attempt === 1 && value === 30) throw new Error("once");
          }
          return total(sum);
        },
        { retry: { attempts: 2, backoff: { kind: "fixed", base: "1ms", factor: 1, max: "1ms", jitter: 0 } } },
      ),
    });
    expect(await graph.run(Int64ValueSchema, [input])).toMatchObject({ value: 1225n });
  });

  it("is tried again as long as it has given nothing", async () => {
    const graph = graphOf({
      Count: step(
        [StringValueSchema],
        stream(Int32ValueSchema),
        async function* (ctx: StepContext) {
          if (ctx.attempt === 1) throw new Error("refused");
          yield int(ctx.attempt);
        },
        { retry: { attempts: 2, backoff: { kind: "fixed", base: "1ms", factor: 1, max: "1ms", jitter: 0 } } },
      ),
      Sum: step([list(Int32ValueSchema)], Int64ValueSchema, (_ctx, [first]: readonly Int32Value[]) =>
        total(first!.value),
      ),
    });
    expect(await graph.run(Int64ValueSchema, [input])).toMatchObject({ value: 2n });
  });

  it("cannot deadlock a step that first waits for the sum of it", async () => {
    const graph = graphOf({
      Count: counting(200, newSource()),
      Sum: step([list(Int32ValueSchema)], UInt32ValueSchema, (_ctx, values: readonly Int32Value[]) =>
        create(UInt32ValueSchema, { value: values.length }),
      ),
      Both: step(
        [stream(Int32ValueSchema), UInt32ValueSchema],
        Int64ValueSchema,
        async (_ctx, values: AsyncIterable<Int32Value>, { value }: UInt32Value) => {
          let count = 0;
          for await (const _ of values) count++;
          return total(count + value);
        },
      ),
    });
    expect(await graph.run(Int64ValueSchema, [input])).toMatchObject({ value: 400n });
  });

  it("cannot deadlock two steps that read two streams in different orders", async () => {
    const readBoth = async (first: AsyncIterable<unknown>, second: AsyncIterable<unknown>) => {
      let count = 0;
      for await (const _ of first) count++;
      for await (const _ of second) count++;
      return count;
    };
    const graph = graphOf({
      Count: counting(100, newSource()),
      Double: double,
      Left: step(
        [stream(Int32ValueSchema), stream(UInt32ValueSchema)],
        BoolValueSchema,
        async (_ctx, a: AsyncIterable<Int32Value>, b: AsyncIterable<UInt32Value>) =>
          create(BoolValueSchema, { value: (await readBoth(a, b)) === 200 }),
      ),
      Right: step(
        [stream(Int32ValueSchema), stream(UInt32ValueSchema), BoolValueSchema],
        Int64ValueSchema,
        async (_ctx, a: AsyncIterable<Int32Value>, b: AsyncIterable<UInt32Value>) => total(await readBoth(b, a)),
      ),
    });
    expect(await graph.run(Int64ValueSchema, [input])).toMatchObject({ value: 200n });
  });

  it("may be asked for as an output, and is a list there", async () => {
    const graph = new HandBuilt({
      inputs: [StringValueSchema],
      outputs: [Int32ValueSchema],
      steps: { Count: counting(3, newSource()) },
    });
    const items = await graph.runList(Int32ValueSchema, [input]);
    expect(items.map(({ value }) => value)).toEqual([0, 1, 2]);
  });

  it("keeps no more items than the window, however long it is", async () => {
    let most = 0;
    let alive = 0;
    const registry = new FinalizationRegistry(() => alive--);
    const graph = graphOf({
      Count: step([StringValueSchema], stream(Int32ValueSchema), async function* () {
        for (let index = 0; index < 3_000; index++) {
          const item = int(index);
          alive++;
          registry.register(item, undefined);
          yield item;
          if (index % 1_000 === 999) {
            globalThis.gc?.();
            await later();
            await later();
            most = Math.max(most, alive);
          }
        }
      }),
      Double: double,
      Sum: step([stream(UInt32ValueSchema)], Int64ValueSchema, async (_ctx, values: AsyncIterable<UInt32Value>) => {
        let count = 0;
        for await (const _ of values) count++;
        return total(count);
      }),
    });
    const run = graph.run(Int64ValueSchema, [input]);
    expect((await run).value).toBe(3_000n);
    if (globalThis.gc) expect(most).toBeLessThan(1_000);
    // Nothing is written down for a single item.
    let events = 0;
    for await (const _ of run.events) events++;
    expect(events).toBe(1 + 6 + 1);
  });
});
