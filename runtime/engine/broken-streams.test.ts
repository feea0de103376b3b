import { create } from "@bufbuild/protobuf";
import {
  type BoolValue,
  BoolValueSchema,
  type Int32Value,
  Int32ValueSchema,
  Int64ValueSchema,
  StringValueSchema,
  type UInt32Value,
  UInt32ValueSchema,
  UInt64ValueSchema,
} from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import type { UseOptions } from "../dsl/options.js";
import type { Lazy } from "../dsl/step.js";
import { AbsentError } from "../errors.js";
import { failure, HandBuilt, type HandBuiltStep, lazy, list, step, stream } from "../hand-built.test-support.js";

const input = create(StringValueSchema, { value: "go" });
const long = (value: number) => create(Int64ValueSchema, { value: BigInt(value) });
const uint = (value: number) => create(UInt32ValueSchema, { value });
const yes = create(BoolValueSchema, { value: true });

const breaking = step([StringValueSchema], stream(Int32ValueSchema), async function* () {
  yield create(Int32ValueSchema, { value: 1 });
  throw new Error("broken pipe");
});

const each = step([Int32ValueSchema], UInt32ValueSchema, (_ctx, { value }: Int32Value) => uint(value));

const sum = step([list(UInt32ValueSchema)], UInt64ValueSchema, (_ctx, all: readonly UInt32Value[]) =>
  create(UInt64ValueSchema, { value: BigInt(all.length) }),
);

async function readAll(_ctx: unknown, items: AsyncIterable<unknown>) {
  for await (const _ of items);
  return long(0);
}

/** A step that asks for two messages, the one after the other, and lives with what they reject with. */
function asking(heard: unknown[]): HandBuiltStep {
  return step(
    [lazy(Int64ValueSchema), lazy(UInt64ValueSchema)],
    BoolValueSchema,
    async (_ctx, ...messages: Lazy<never>[]) => {
      for (const message of messages) await message.get().catch((error: unknown) => heard.push(error));
      return yes;
    },
  );
}

function graphOf(steps: Readonly<Record<string, HandBuiltStep>>) {
  return new HandBuilt({ inputs: [StringValueSchema], outputs: [BoolValueSchema], steps });
}

const brokenAs = (step: string) => expect.objectContaining({ step, cause: expect.anything() as unknown }) as unknown;

describe("a stream that breaks while only lazy askers want it", () => {
  it("breaks as well for who asks for what is made of its items after that", async () => {
    const heard: unknown[] = [];
    const graph = graphOf({
      Break: breaking,
      Each: each,
      Read: step([stream(Int32ValueSchema)], Int64ValueSchema, readAll),
      Sum: sum,
      Ask: asking(heard),
    });
    expect(await graph.run<BoolValue>(BoolValueSchema, [input])).toMatchObject({ value: true });
    expect(heard).toEqual([brokenAs("Read"), brokenAs("Break")]);
  });

  it("gives nobody the items before that as if they were all", async () => {
    const heard: unknown[] = [];
    const graph = graphOf({
      Break: breaking,
      Each: each,
      Read: step([stream(UInt32ValueSchema)], Int64ValueSchema, readAll),
      Sum: sum,
      Ask: asking(heard),
    });
    expect(await graph.run<BoolValue>(BoolValueSchema, [input])).toMatchObject({ value: true });
    expect(heard).toEqual([brokenAs("Read"), brokenAs("Break")]);
  });

  it.each<{ policy: string; options: UseOptions; steps: readonly string[] }>([
    { policy: "a fallback", options: { fallback: () => long(7) }, steps: ["Break"] },
    { policy: "an item that may be left out", options: { itemFailure: "collect" }, steps: ["Break", "Read"] },
  ])("is answered for by $policy of the step that reads it, which has failed by that", async ({ options, steps }) => {
    const heard: unknown[] = [];
    const graph = new HandBuilt({
      inputs: [StringValueSchema],
      outputs: [BoolValueSchema],
      steps: {
        Numbers: step([StringValueSchema], list(UInt64ValueSchema), () => [create(UInt64ValueSchema)]),
        Break: breaking,
        Read: step([stream(Int32ValueSchema), UInt64ValueSchema], Int64ValueSchema, readAll, options),
        Ask: step([lazy(Int64ValueSchema)], BoolValueSchema, async (_ctx, message: Lazy<never>) => {
          await message.get().catch((error: unknown) => heard.push(error));
          return yes;
        }),
      },
    });
    const run = graph.run(BoolValueSchema, [input]);
    expect(await run).toMatchObject([{ value: true }]);
    expect(heard).toEqual(options.fallback ? [] : [expect.any(AbsentError)]);
    const failed: string[] = [];
    for await (const event of run.events) if (event.type === "StepFailed") failed.push(event.step);
    expect(failed).toEqual(steps);
  });

  it("fails the run that comes to want it", async () => {
    const graph = graphOf({
      Break: breaking,
      Read: step([stream(Int32ValueSchema)], Int64ValueSchema, readAll, { fallback: () => long(7) }),
      Ask: step([lazy(Int64ValueSchema)], UInt32ValueSchema, async (_ctx, message: Lazy<never>) => {
        await message.get();
        return uint(1);
      }),
      Join: step([UInt32ValueSchema, Int64ValueSchema], BoolValueSchema, () => yes, {
        whenNeeds: [UInt32ValueSchema],
        when: () => true,
      }),
    });
    expect(await failure(graph.run<BoolValue>(BoolValueSchema, [input]))).toMatchObject({ step: "Break" });
  });
});
