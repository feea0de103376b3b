import { create } from "@bufbuild/protobuf";
import { BoolValueSchema, FloatValueSchema, Int32ValueSchema, StringValueSchema } from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import { optional } from "../dsl/ports.js";
import { failure, HandBuilt, list, maybe, step } from "../hand-built.test-support.js";

const text = create(StringValueSchema, { value: "abc" });
const int = (value: number) => create(Int32ValueSchema, { value });

/** A length, whether it is odd, and half of it where it is not. */
function graphOf(calls: string[] = []) {
  return new HandBuilt({
    inputs: [StringValueSchema],
    outputs: [BoolValueSchema, Int32ValueSchema, optional(FloatValueSchema)],
    steps: {
      Length: step([StringValueSchema], Int32ValueSchema, (_ctx, { value }: { value: string }) => {
        calls.push("Length");
        return int(value.length);
      }),
      Odd: step([Int32ValueSchema], BoolValueSchema, (_ctx, { value }: { value: number }) =>
        Promise.resolve(create(BoolValueSchema, { value: value % 2 === 1 })),
      ),
      Half: step([Int32ValueSchema], maybe(FloatValueSchema), (_ctx, { value }: { value: number }) =>
        value % 2 === 1 ? undefined : create(FloatValueSchema, { value: value / 2 }),
      ),
    },
  });
}

describe("a run for several outputs", () => {
  it("runs each step once and gives them in the order asked for, absent ones as such", async () => {
    const calls: string[] = [];
    const start = graphOf(calls).starter([FloatValueSchema, Int32ValueSchema, BoolValueSchema].map((s) => s.typeName));
    expect(await start([text], {})).toMatchObject({ values: [undefined, int(3), { value: true }] });
    expect(calls).toEqual(["Length"]);
  });

  it("gives one output by itself, and lists as lists", async () => {
    expect(await graphOf().starter([Int32ValueSchema.typeName])([text], {})).toEqual(int(3));
    const lists = new HandBuilt({
      inputs: [StringValueSchema],
      outputs: [Int32ValueSchema, BoolValueSchema],
      steps: {
        Split: step([StringValueSchema], list(Int32ValueSchema), () => [int(1), int(2)]),
        Any: step([StringValueSchema], BoolValueSchema, () => create(BoolValueSchema)),
      },
    });
    const run = lists.starter([Int32ValueSchema.typeName, BoolValueSchema.typeName])([text], {});
    expect(await run).toMatchObject({ values: [[int(1), int(2)], create(BoolValueSchema)] });
  });

  it("is not had for what the graph does not give", () => {
    expect(() => graphOf().starter([Int32ValueSchema.typeName, "x.Y"])).toThrow("has no output x.Y");
  });
});

describe("a tap", () => {
  it("sees what a step returns and what it took, each time", async () => {
    const graph = graphOf();
    const seen: unknown[] = [];
    graph.tap("Odd", (returned, taken, ctx) => void seen.push([returned, taken, ctx.runId]));
    graph.tap("Length", (returned) => void seen.push(returned));
    await graph.run(BoolValueSchema, [text], { runId: "r" });
    expect(seen).toEqual([int(3), [create(BoolValueSchema, { value: true }), [int(3)], "r"]]);
  });

  it("sees nothing of a step that throws", async () => {
    const graph = new HandBuilt({
      inputs: [StringValueSchema],
      outputs: [BoolValueSchema],
      steps: { Only: step([StringValueSchema], BoolValueSchema, () => Promise.reject(new Error("no"))) },
    });
    graph.tap("Only", () => expect.unreachable());
    expect(await failure(graph.run(BoolValueSchema, [text]))).toMatchObject({ step: "Only" });
  });
});
