import { create } from "@bufbuild/protobuf";
import {
  type BoolValue,
  BoolValueSchema,
  DoubleValueSchema,
  FloatValueSchema,
  type Int32Value,
  Int32ValueSchema,
  type Int64Value,
  Int64ValueSchema,
  type StringValue,
  StringValueSchema,
  type UInt32Value,
  UInt32ValueSchema,
  UInt64ValueSchema,
} from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import type { StepContext } from "../dsl/step.js";
import { ItemsFailedError, StepError, WrongResultError } from "../errors.js";
import { failure, HandBuilt, list, maybe, step } from "../hand-built.test-support.js";
import type { UseOptions } from "../dsl/options.js";

const text = (value: string) => create(StringValueSchema, { value });
const int = (value: number) => create(Int32ValueSchema, { value });
const input = text("0,1,2,3,4");

const split = step([StringValueSchema], list(Int32ValueSchema), (_ctx, { value }: StringValue) =>
  value === "" ? [] : value.split(",").map((each) => int(Number(each))),
);
const sum = step([list(UInt32ValueSchema)], Int64ValueSchema, (_ctx, values: readonly UInt32Value[]) =>
  create(Int64ValueSchema, { value: values.reduce((all, { value }) => all + BigInt(value), 0n) }),
);

function lifted(compute: (ctx: StepContext, value: Int32Value) => unknown, options?: UseOptions) {
  return new HandBuilt({
    inputs: [StringValueSchema],
    outputs: [UInt32ValueSchema, Int64ValueSchema],
    steps: {
      Split: split,
      Square: step([Int32ValueSchema], UInt32ValueSchema, compute, options),
      Sum: sum,
    },
  });
}

const square = (_ctx: StepContext, { value }: Int32Value) => create(UInt32ValueSchema, { value: value * value });

describe("a step that takes one of what another returns a list of", () => {
  it("is called for each item, and the order is kept whoever is first", async () => {
    const graph = lifted(async (ctx, item) => {
      await new Promise((resolve) => setTimeout(resolve, 10 - 2 * item.value));
      return square(ctx, item);
    });
    const squares = await graph.runList(UInt32ValueSchema, [input]);
    expect(squares.map(({ value }) => value)).toEqual([0, 1, 4, 9, 16]);
  });

  it("gives its messages as a list to who takes them all", async () => {
    expect(await lifted(square).run(Int64ValueSchema, [input])).toMatchObject({ value: 30n });
  });

  it("is not called for an empty list, which is a list all the same", async () => {
    const run = lifted(square).run(Int64ValueSchema, [text("")]);
    expect(await run).toMatchObject({ value: 0n });
    expect(run.snapshot().steps.Square).toEqual({
      status: "SUCCEEDED",
      attempts: 0,
      items: { total: 0, succeeded: 0, failed: 0, skipped: 0 },
    });
  });

  it("never has more calls in flight than its cap", async () => {
    let [inFlight, most] = [0, 0];
    const graph = lifted(
      async (ctx, item) => {
        most = Math.max(most, ++inFlight);
        await new Promise((resolve) => setTimeout(resolve, 1));
        inFlight--;
        return square(ctx, item);
      },
      { parallelism: 3 },
    );
    await graph.run(Int64ValueSchema, [text(Array.from({ length: 20 }, (_, index) => index).join())]);
    expect(most).toBe(3);
  });

  it("fails the run with the item that failed, and starts no further one", async () => {
    const called: number[] = [];
    const graph = lifted(
      async (ctx, item) => {
        called.push(item.value);
        if (item.value === 1) throw new Error("odd");
        await new Promise((resolve) => ctx.signal.addEventListener("abort", resolve));
        return square(ctx, item);
      },
      { parallelism: 2 },
    );
    const run = graph.run(Int64ValueSchema, [input]);
    const error = await failure(run);
    expect(error).toBeInstanceOf(StepError);
    expect(error).toMatchObject({
      step: "Square",
      itemIndex: [1],
      message: expect.stringContaining("Square[1]") as string,
    });
    expect(called).toEqual([0, 1]);
    expect(run.snapshot().steps.Square).toMatchObject({ status: "FAILED", failures: [{ itemIndex: [1] }] });
  });

  it("leaves failed items out where it may, and says which to who takes the list", async () => {
    const seen: unknown[] = [];
    const graph = new HandBuilt({
      inputs: [StringValueSchema],
      outputs: [Int64ValueSchema],
      steps: {
        Split: split,
        Square: step(
          [Int32ValueSchema],
          UInt32ValueSchema,
          (ctx, item: Int32Value) => {
            if (item.value % 2 === 1) throw new Error(`odd ${item.value}`);
            return square(ctx, item);
          },
          { itemFailure: "collect" },
        ),
        Sum: step([list(UInt32ValueSchema)], Int64ValueSchema, (ctx, values: readonly UInt32Value[]) => {
          seen.push(...ctx.failures);
          return create(Int64ValueSchema, { value: BigInt(values.length) });
        }),
      },
    });
    const run = graph.run(Int64ValueSchema, [input]);
    expect(await run).toMatchObject({ value: 3n });
    expect(seen).toMatchObject([
      { step: "Square", itemIndex: [1], error: { message: expect.stringContaining("odd 1") as string } },
      { step: "Square", itemIndex: [3] },
    ]);
    expect(run.snapshot().steps.Square).toMatchObject({
      status: "SUCCEEDED",
      items: { total: 5, succeeded: 3, failed: 2, skipped: 0 },
      failures: [{ itemIndex: [1] }, { itemIndex: [3] }],
    });
  });

  it("says of no failure that left nothing out, and of one that left out a list in a list", async () => {
    const told: (readonly [string, readonly unknown[]])[] = [];
    const tell = (ctx: StepContext) => void told.push([ctx.step, ctx.failures.map(({ itemIndex }) => itemIndex)]);
    const graph = new HandBuilt({
      inputs: [StringValueSchema],
      outputs: [BoolValueSchema],
      steps: {
        Split: split,
        // As many as the item says, but for the odd ones.
        Repeat: step(
          [Int32ValueSchema],
          list(UInt32ValueSchema),
          (_ctx, { value }: Int32Value) => {
            if (value % 2 === 1) throw new Error(`odd ${value}`);
            return Array.from({ length: value }, () => create(UInt32ValueSchema, { value }));
          },
          { itemFailure: "collect" },
        ),
        Double: step([UInt32ValueSchema], UInt64ValueSchema, (_ctx, { value }: UInt32Value) =>
          create(UInt64ValueSchema, { value: BigInt(2 * value) }),
        ),
        Sum: step([list(UInt64ValueSchema)], Int64ValueSchema, (_ctx, values: readonly unknown[]) =>
          create(Int64ValueSchema, { value: BigInt(values.length) }),
        ),
        Guess: step([maybe(Int64ValueSchema)], FloatValueSchema, (_ctx, sum?: unknown) =>
          create(FloatValueSchema, { value: sum ? 1 : 0 }),
        ),
        Lacking: step([list(Int64ValueSchema)], DoubleValueSchema, (ctx) => {
          tell(ctx);
          return create(DoubleValueSchema);
        }),
        Whole: step([list(FloatValueSchema), DoubleValueSchema], BoolValueSchema, (ctx) => {
          tell(ctx);
          return create(BoolValueSchema);
        }),
      },
    });
    await graph.run(BoolValueSchema, [input]);
    expect(told).toEqual([
      ["Lacking", [[1], [3]]],
      ["Whole", []],
    ]);
  });

  it("tolerates a share of its items to fail, and no more", async () => {
    const graph = (tolerate: number) =>
      lifted(
        (ctx, item) => {
          if (item.value > 2) throw new Error("too large");
          return square(ctx, item);
        },
        { itemFailure: { tolerate } },
      );
    expect(await graph(0.4).run(Int64ValueSchema, [input])).toMatchObject({ value: 5n });
    const error = await failure(graph(0.39).run(Int64ValueSchema, [input]));
    expect(error).toBeInstanceOf(ItemsFailedError);
    expect(error).toMatchObject({ total: 5, failures: [{ itemIndex: [3] }, { itemIndex: [4] }] });
  });

  it("is tried again for one item alone", async () => {
    const attempts: string[] = [];
    const graph = lifted(
      (ctx, item) => {
        attempts.push(`${item.value}:${ctx.attempt}:${ctx.itemIndex.join()}`);
        if (item.value === 1 && ctx.attempt === 1) throw new Error("once");
        return square(ctx, item);
      },
      { retry: { attempts: 2, backoff: { kind: "fixed", base: "1ms", factor: 1, max: "1ms", jitter: 0 } } },
    );
    const run = graph.run(Int64ValueSchema, [input]);
    expect(await run).toMatchObject({ value: 30n });
    expect(attempts.sort()).toEqual(["0:1:0", "1:1:1", "1:2:1", "2:1:2", "3:1:3", "4:1:4"]);
    const events = [];
    for await (const event of run.events)
      if ("itemIndex" in event) events.push(`${event.type} ${String(event.itemIndex)}`);
    expect(events).toEqual(["StepRetried 1", "StepStarted 1"]);
  });

  it("has a key, a sequence of chance and a place of its own for each item", async () => {
    const keys = new Set<string>();
    const graph = lifted((ctx, item) => {
      keys.add(`${ctx.idempotencyKey} ${ctx.random()}`);
      return square(ctx, item);
    });
    await graph.run(Int64ValueSchema, [input], { seed: 1 });
    expect(keys.size).toBe(5);
  });

  it("may be answered for item by item", async () => {
    const graph = lifted(
      (ctx, item) => {
        if (item.value === 2) throw new Error("two");
        return square(ctx, item);
      },
      { fallback: () => create(UInt32ValueSchema, { value: 100 }) },
    );
    const run = graph.run(Int64ValueSchema, [input]);
    expect(await run).toMatchObject({ value: 126n });
    expect(run.snapshot().steps.Square).toMatchObject({ items: { succeeded: 5, failed: 0 } });
  });
});

describe("lists of one origin", () => {
  it("pair by index, and share what there is one of", async () => {
    const graph = new HandBuilt({
      inputs: [StringValueSchema],
      outputs: [BoolValueSchema],
      steps: {
        Split: split,
        Square: step([Int32ValueSchema], UInt32ValueSchema, square),
        Pair: step(
          [Int32ValueSchema, UInt32ValueSchema, StringValueSchema],
          BoolValueSchema,
          (_ctx, a: Int32Value, b: UInt32Value, all: StringValue) =>
            create(BoolValueSchema, { value: a.value ** 2 === b.value && all === input }),
        ),
      },
    });
    const pairs = await graph.runList(BoolValueSchema, [input]);
    expect(pairs.map(({ value }) => value)).toEqual([true, true, true, true, true]);
  });

  it("may need a sum of all of them for each", async () => {
    const graph = new HandBuilt({
      inputs: [StringValueSchema],
      outputs: [BoolValueSchema],
      steps: {
        Split: split,
        Square: step([Int32ValueSchema], UInt32ValueSchema, async (ctx, item: Int32Value) => square(ctx, item), {
          parallelism: 2,
        }),
        Sum: sum,
        Share: step(
          [UInt32ValueSchema, Int64ValueSchema],
          BoolValueSchema,
          (_ctx, one: UInt32Value, all: Int64Value) =>
            create(BoolValueSchema, { value: BigInt(one.value) * 2n > all.value }),
          { parallelism: 1 },
        ),
      },
    });
    const shares = await graph.runList(BoolValueSchema, [input]);
    expect(shares.map(({ value }) => value)).toEqual([false, false, false, false, true]);
  });

  it("may hold lists themselves, of which the innermost is reduced", async () => {
    const graph = new HandBuilt({
      inputs: [StringValueSchema],
      outputs: [UInt32ValueSchema, Int64ValueSchema],
      steps: {
        Split: split,
        Repeat: step([Int32ValueSchema], list(BoolValueSchema), (_ctx, { value }: Int32Value) =>
          Array.from({ length: value }, (_, index) => create(BoolValueSchema, { value: index % 2 === 0 })),
        ),
        Weigh: step(
          [BoolValueSchema, Int32ValueSchema],
          UInt32ValueSchema,
          (_ctx, odd: BoolValue, { value }: Int32Value) => create(UInt32ValueSchema, { value: odd.value ? value : 0 }),
        ),
        Sum: sum,
      },
    });
    const nested = (await graph.runList(UInt32ValueSchema, [input])) as unknown as UInt32Value[][];
    expect(nested.map((inner) => inner.map(({ value }) => value))).toEqual([[], [1], [2, 0], [3, 0, 3], [4, 0, 4, 0]]);
    const sums = await graph.runList(Int64ValueSchema, [input]);
    expect(sums.map(({ value }) => value)).toEqual([0n, 1n, 2n, 6n, 8n]);
  });
});

describe("a list that a step returns", () => {
  const graph = (compute: () => unknown) =>
    new HandBuilt({
      inputs: [StringValueSchema],
      outputs: [Int32ValueSchema],
      steps: { Make: step([StringValueSchema], list(Int32ValueSchema), compute) },
    });

  it("may be promised as a whole or item by item", async () => {
    const whole = await graph(async () => [int(1), int(2)]).runList(Int32ValueSchema, [input]);
    const items = await graph(() => [Promise.resolve(int(1)), int(2)]).runList(Int32ValueSchema, [input]);
    expect(whole).toEqual(items);
  });

  it("is a wrong result where it is none, or holds something else", async () => {
    const none = await failure(graph(() => int(1)).runList(Int32ValueSchema, [input]));
    expect(none).toBeInstanceOf(WrongResultError);
    const other = await failure(graph(() => [int(1), text("2")]).runList(Int32ValueSchema, [input]));
    expect(other).toMatchObject({
      message: expect.stringContaining("item 1 is google.protobuf.StringValue") as string,
    });
  });

  it("may be long without being as many calls at once", async () => {
    let [inFlight, most] = [0, 0];
    const many = new HandBuilt({
      inputs: [StringValueSchema],
      outputs: [Int64ValueSchema],
      steps: {
        Make: step([StringValueSchema], list(Int32ValueSchema), () =>
          Array.from({ length: 20_000 }, (_, index) => int(index)),
        ),
        Copy: step([Int32ValueSchema], UInt32ValueSchema, async (_ctx, { value }: Int32Value) => {
          most = Math.max(most, ++inFlight);
          await Promise.resolve();
          inFlight--;
          return create(UInt32ValueSchema, { value });
        }),
        Sum: sum,
      },
    });
    expect(await many.run(Int64ValueSchema, [input])).toMatchObject({ value: 199_990_000n });
    expect(most).toBe(64);
  });
});
