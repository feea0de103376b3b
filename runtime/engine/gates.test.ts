import { create } from "@bufbuild/protobuf";
import {
  type BoolValue,
  BoolValueSchema,
  type Int32Value,
  Int32ValueSchema,
  Int64ValueSchema,
  type StringValue,
  StringValueSchema,
  UInt32ValueSchema,
} from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import { awaited, optional } from "../dsl/ports.js";
import type { Lazy } from "../dsl/step.js";
import { AbsentError, AwaitedError, DeliveryError, RunEndedError, SelectionError, StepError } from "../errors.js";
import { failure, HandBuilt, type HandBuiltParts, lazy, list, maybe, step } from "../hand-built.test-support.js";
import { ManualClock } from "../testing/manual-clock.js";

const input = create(StringValueSchema, { value: "go" });
const int = (value: number) => create(Int32ValueSchema, { value });
const uint = (value: number) => create(UInt32ValueSchema, { value });
const bool = (value: boolean) => create(BoolValueSchema, { value });

const graphOf = (steps: HandBuiltParts["steps"], outputs: HandBuiltParts["outputs"] = [BoolValueSchema]) =>
  new HandBuilt({ inputs: [StringValueSchema], outputs, steps });

/** A step that notes that it was called. */
const noted = (called: string[], name: string, value: Int32Value | undefined) =>
  step([StringValueSchema], Int32ValueSchema, async () => {
    called.push(name);
    return value;
  });

describe("a step that may return nothing", () => {
  const find = (value: Int32Value | undefined) => step([StringValueSchema], maybe(Int32ValueSchema), () => value);
  const require = step([Int32ValueSchema], UInt32ValueSchema, (_ctx, { value }: Int32Value) => uint(value));

  it("gives undefined to who can do without, and skips who cannot", async () => {
    const graph = graphOf({
      Find: find(undefined),
      Require: require,
      Join: step([maybe(UInt32ValueSchema), maybe(Int32ValueSchema)], BoolValueSchema, (_ctx, a: unknown, b: unknown) =>
        bool(a === undefined && b === undefined),
      ),
    });
    const run = graph.run(BoolValueSchema, [input]);
    expect(await run).toMatchObject({ value: true });
    expect(run.snapshot().steps).toEqual({
      Find: { status: "SUCCEEDED", attempts: 1, absent: true },
      Require: { status: "SKIPPED", attempts: 0, reason: "INPUT_ABSENT" },
      Join: { status: "SUCCEEDED", attempts: 1 },
    });
  });

  it("lets a run end without its output, where that is said to be optional", async () => {
    const graph = graphOf({ Find: find(undefined), Require: require }, [optional(UInt32ValueSchema)]);
    const run = graph.run(UInt32ValueSchema, [input]);
    expect(await run).toBeUndefined();
    expect(run.snapshot().status).toBe("COMPLETED");
  });

  it("leaves its item out of the list of them", async () => {
    const graph = graphOf(
      {
        Split: step([StringValueSchema], list(Int32ValueSchema), () => [int(1), int(2), int(3)]),
        Odd: step([Int32ValueSchema], maybe(UInt32ValueSchema), (_ctx, { value }: Int32Value) =>
          value % 2 === 1 ? uint(value) : undefined,
        ),
      },
      [UInt32ValueSchema],
    );
    const odd = await graph.runList(UInt32ValueSchema, [input]);
    expect(odd.map(({ value }) => value)).toEqual([1, 3]);
  });
});

describe("a step with a condition", () => {
  const called: string[] = [];
  const conditional = (ask: (value: BoolValue) => unknown) =>
    graphOf(
      {
        Ask: step([StringValueSchema], BoolValueSchema, () => bool(true)),
        Costly: noted(called, "Costly", int(1)),
        Use: step([Int32ValueSchema], UInt32ValueSchema, () => uint(1), {
          when: ask as (value: BoolValue) => boolean,
          whenNeeds: [BoolValueSchema],
        }),
      },
      [optional(UInt32ValueSchema)],
    );

  it("runs where it holds", async () => {
    called.length = 0;
    expect(await conditional(({ value }) => value).run(UInt32ValueSchema, [input])).toMatchObject({ value: 1 });
    expect(called).toEqual(["Costly"]);
  });

  it("is skipped where it does not, and what only it needs is not computed", async () => {
    called.length = 0;
    const run = conditional(({ value }) => !value).run(UInt32ValueSchema, [input]);
    expect(await run).toBeUndefined();
    expect(called).toEqual([]);
    expect(run.snapshot().steps).toMatchObject({
      Use: { status: "SKIPPED", reason: "CONDITION_FALSE" },
      Costly: { status: "SKIPPED", reason: "NOT_NEEDED" },
    });
  });

  it.each([
    ["a promise", async () => true],
    ["a number", () => 1],
  ])("fails where it answers with %s", async (what, ask) => {
    const error = await failure(conditional(ask).run(UInt32ValueSchema, [input]));
    expect(error).toBeInstanceOf(SelectionError);
    expect(error).toMatchObject({ step: "Use", message: expect.stringContaining(what) as string });
  });

  it("fails with what it throws", async () => {
    const error = await failure(
      conditional(() => {
        throw new Error("no idea");
      }).run(UInt32ValueSchema, [input]),
    );
    expect(error).toMatchObject({ code: "STEP_FAILED", step: "Use", cause: { message: "no idea" } });
  });

  it("is skipped where what it asks of is absent", async () => {
    const graph = graphOf(
      {
        Find: step([StringValueSchema], maybe(Int32ValueSchema), () => undefined),
        Use: step([StringValueSchema], UInt32ValueSchema, () => uint(1), {
          when: () => true,
          whenNeeds: [Int32ValueSchema],
        }),
      },
      [optional(UInt32ValueSchema)],
    );
    const run = graph.run(UInt32ValueSchema, [input]);
    expect(await run).toBeUndefined();
    expect(run.snapshot().steps.Use).toMatchObject({ reason: "INPUT_ABSENT" });
  });
});

describe("a choice", () => {
  const called: string[] = [];
  const choosing = (by: (value: StringValue) => unknown) =>
    graphOf(
      {
        Cheap: noted(called, "Cheap", int(1)),
        Items: step([StringValueSchema], list(BoolValueSchema), () => {
          called.push("Items");
          return [bool(true), bool(false)];
        }),
        Count: step([BoolValueSchema], Int64ValueSchema, () => {
          called.push("Count");
          return create(Int64ValueSchema, { value: 1n });
        }),
        UInt32Value: {
          gives: UInt32ValueSchema,
          byNeeds: [StringValueSchema],
          by: by as (value: StringValue) => string,
          branches: {
            fast: step([Int32ValueSchema], UInt32ValueSchema, (_ctx, { value }: Int32Value) => uint(value)),
            deep: step([list(Int64ValueSchema)], UInt32ValueSchema, (_ctx, counts: readonly unknown[]) =>
              uint(10 * counts.length),
            ),
          },
        },
      },
      [UInt32ValueSchema],
    );

  it("runs the chosen branch and what that needs, and says so before", async () => {
    called.length = 0;
    const run = choosing(() => "fast").run(UInt32ValueSchema, [input]);
    expect(await run).toMatchObject({ value: 1 });
    expect(called).toEqual(["Cheap"]);
    const types = [];
    for await (const event of run.events) if ("step" in event) types.push(`${event.type} ${event.step}`);
    expect(types.indexOf("StepChosen UInt32Value")).toBeLessThan(types.indexOf("StepStarted UInt32Value/fast"));
    expect(run.snapshot().steps).toMatchObject({
      UInt32Value: { status: "SUCCEEDED", chosen: "fast" },
      "UInt32Value/fast": { status: "SUCCEEDED" },
      "UInt32Value/deep": { status: "SKIPPED", reason: "NOT_CHOSEN" },
      Items: { status: "SKIPPED", reason: "NOT_NEEDED" },
      Count: { status: "SKIPPED", reason: "NOT_NEEDED" },
    });
  });

  it("may ask for items of a list only when it comes to that", async () => {
    called.length = 0;
    const run = choosing(() => "deep").run(UInt32ValueSchema, [input]);
    expect(await run).toMatchObject({ value: 20 });
    expect(called).toEqual(["Items", "Count", "Count"]);
  });

  it("fails where there is no such branch", async () => {
    const error = await failure(choosing(() => "slow").run(UInt32ValueSchema, [input]));
    expect(error).toBeInstanceOf(SelectionError);
    expect(error).toMatchObject({ message: expect.stringContaining('"slow" instead of "deep" or "fast"') as string });
  });
});

describe("a lazy message", () => {
  const called: string[] = [];
  const lazily = (
    ask: (value: Lazy<Int32Value>) => unknown,
    make: () => unknown = () => int(7),
    form = Int32ValueSchema as Parameters<typeof step>[1],
  ) =>
    graphOf({
      Deep: step([StringValueSchema], UInt32ValueSchema, () => {
        called.push("Deep");
        return uint(1);
      }),
      Make: step([UInt32ValueSchema], form, async () => {
        called.push("Make");
        return make();
      }),
      Ask: step([lazy(Int32ValueSchema)], BoolValueSchema, async (_ctx, value: Lazy<Int32Value>) =>
        bool(Boolean(await ask(value))),
      ),
    });

  it("is not computed where nobody asks", async () => {
    called.length = 0;
    const run = lazily(() => true).run(BoolValueSchema, [input]);
    expect(await run).toMatchObject({ value: true });
    expect(called).toEqual([]);
    expect(run.snapshot().steps).toMatchObject({ Make: { reason: "NOT_NEEDED" }, Deep: { reason: "NOT_NEEDED" } });
  });

  it("is computed once, with what it needs, however often it is asked for", async () => {
    called.length = 0;
    const graph = lazily(async (value) => (await value.get()) === (await value.get()) && value.get() === value.get());
    expect(await graph.run(BoolValueSchema, [input])).toMatchObject({ value: true });
    expect(called).toEqual(["Deep", "Make"]);
  });

  it("fails where it is asked for, and a step that catches it keeps the run alive", async () => {
    const throwing = () => {
      throw new Error("no luck");
    };
    const error = await failure(lazily((value) => value.get(), throwing).run(BoolValueSchema, [input]));
    expect(error).toMatchObject({ step: "Ask", cause: { step: "Make", cause: { message: "no luck" } } });

    const run = lazily((value) => value.get().catch(() => true), throwing).run(BoolValueSchema, [input]);
    expect(await run).toMatchObject({ value: true });
    expect(run.snapshot()).toMatchObject({ status: "COMPLETED", steps: { Make: { status: "FAILED" } } });
  });

  it("fails the run where the run needs it as well", async () => {
    const graph = graphOf({
      Make: step([StringValueSchema], Int32ValueSchema, async () => {
        throw new Error("no luck");
      }),
      Ask: step([lazy(Int32ValueSchema)], UInt32ValueSchema, async (_ctx, value: Lazy<Int32Value>) => {
        await value.get().catch(() => undefined);
        return uint(1);
      }),
      Join: step([UInt32ValueSchema, Int32ValueSchema], BoolValueSchema, () => bool(true)),
    });
    expect(await failure(graph.run(BoolValueSchema, [input]))).toMatchObject({ step: "Make" });
  });

  it("says where it is not there", async () => {
    const graph = lazily(
      (value) => value.get(),
      () => undefined,
      maybe(Int32ValueSchema),
    );
    expect(await failure(graph.run(BoolValueSchema, [input]))).toMatchObject({
      step: "Ask",
      cause: expect.any(AbsentError) as Error,
    });
  });

  it("is refused once the run has ended, and is no unhandled rejection where it is not awaited", async () => {
    let kept: Lazy<Int32Value> | undefined;
    await lazily((value) => {
      kept = value;
      return true;
    }).run(BoolValueSchema, [input]);
    expect(await failure(kept!.get())).toBeInstanceOf(RunEndedError);

    const never = lazily(
      (value) => {
        void value.get();
        return true;
      },
      () => new Promise(() => undefined),
    );
    const run = never.run(BoolValueSchema, [input]);
    expect(await run).toMatchObject({ value: true });
    expect(run.snapshot().steps.Make).toMatchObject({ status: "SKIPPED", reason: "CANCELLED" });
  });
});

describe("an awaited input", () => {
  const waiting = (within?: "2s", clock = new ManualClock()) => ({
    clock,
    graph: new HandBuilt(
      {
        inputs: [StringValueSchema, awaited(Int32ValueSchema, within ? { within } : {})],
        outputs: [BoolValueSchema],
        steps: {
          Join: step(
            [StringValueSchema, Int32ValueSchema],
            BoolValueSchema,
            (_ctx, _: unknown, { value }: Int32Value) => bool(value === 3),
          ),
        },
      },
      { clock },
    ),
  });
  const start = ({ graph }: ReturnType<typeof waiting>) =>
    graph.runList(BoolValueSchema, [input]) as unknown as ReturnType<typeof graph.runList>;

  it("is waited for until it is delivered", async () => {
    const run = start(waiting());
    expect(run.snapshot().status).toBe("RUNNING");
    await run.deliver(int(3));
    expect(await run).toMatchObject({ value: true });
  });

  it("is delivered once, is what is awaited, and comes before the end", async () => {
    const run = start(waiting());
    expect(await failure(run.deliver(bool(true)))).toMatchObject({ code: "NOT_AWAITED" });
    await run.deliver(int(3));
    expect(await failure(run.deliver(int(4)))).toBeInstanceOf(DeliveryError);
    await run;
    const cancelled = start(waiting());
    cancelled.cancel();
    expect(await failure(cancelled.deliver(int(3)))).toBeInstanceOf(RunEndedError);
    expect(await failure(cancelled)).toBeInstanceOf(Error);
  });

  it("fails the run that needs it when its time is over", async () => {
    const made = waiting("2s");
    const run = start(made);
    const failed = failure(run);
    await made.clock.advance("1s");
    expect(run.snapshot().status).toBe("RUNNING");
    await made.clock.advance("1s");
    expect(await failed).toBeInstanceOf(AwaitedError);
  });
});

describe("a fallback", () => {
  const answered = (step_: () => unknown, fallback: () => unknown) =>
    graphOf({
      Try: step([StringValueSchema], BoolValueSchema, step_, { fallback, fallbackNeeds: [StringValueSchema] }),
    });

  it("answers for a step that has failed, and its event says so", async () => {
    const run = answered(
      () => {
        throw new Error("down");
      },
      () => bool(true),
    ).run(BoolValueSchema, [input]);
    expect(await run).toMatchObject({ value: true });
    expect(run.snapshot().steps.Try).toEqual({ status: "SUCCEEDED", attempts: 1, fallback: true });
  });

  it("that fails is a step error, and so is one that gives another message", async () => {
    const down = () => {
      throw new Error("down");
    };
    expect(await failure(answered(down, down).run(BoolValueSchema, [input]))).toBeInstanceOf(StepError);
    expect(await failure(answered(down, () => int(1)).run(BoolValueSchema, [input]))).toMatchObject({
      code: "WRONG_RESULT",
    });
  });
});

describe("a breaker", () => {
  it("leaves a step alone over all runs of a graph, and says how it stands", async () => {
    const clock = new ManualClock();
    let calls = 0;
    const graph = new HandBuilt(
      {
        inputs: [StringValueSchema],
        outputs: [BoolValueSchema],
        steps: {
          Try: step(
            [StringValueSchema],
            BoolValueSchema,
            () => {
              calls++;
              throw new Error("down");
            },
            { breaker: { failures: 2, reset: "10s" } },
          ),
        },
      },
      { clock },
    );
    for (let run = 0; run < 4; run++) await failure(graph.run(BoolValueSchema, [input]));
    expect(calls).toBe(2);
    expect(graph.policies().Try?.breaker?.state).toBe("OPEN");
    expect(await failure(graph.run(BoolValueSchema, [input]))).toMatchObject({ code: "BREAKER_OPEN", step: "Try" });
  });
});
