import { create, type Message } from "@bufbuild/protobuf";
import {
  BoolValueSchema,
  DoubleValueSchema,
  FloatValueSchema,
  type Int32Value,
  Int32ValueSchema,
  type StringValue,
  StringValueSchema,
} from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import { WrongResultError } from "../errors.js";
import { HandBuilt, type HandBuiltStep, type Named, step } from "../hand-built.test-support.js";

const input = create(StringValueSchema, { value: "hello" });

describe("what runs", () => {
  const called: string[] = [];
  const noting = (name: string, needs: readonly Named[], gives: Parameters<typeof create>[0]) =>
    step(needs, gives, async () => {
      called.push(name);
      return create(gives);
    });
  const graph = new HandBuilt({
    inputs: [StringValueSchema],
    outputs: [BoolValueSchema, DoubleValueSchema],
    steps: {
      Root: noting("Root", [StringValueSchema], Int32ValueSchema),
      Left: noting("Left", [Int32ValueSchema], FloatValueSchema),
      Join: noting("Join", [Int32ValueSchema, FloatValueSchema], BoolValueSchema),
      Other: noting("Other", [Int32ValueSchema], DoubleValueSchema),
    },
  });

  it("is exactly what the output needs, each step once", async () => {
    called.length = 0;
    await graph.run(BoolValueSchema, [input]);
    expect(called).toEqual(["Root", "Left", "Join"]);
  });

  it("is another set of steps for another output", async () => {
    called.length = 0;
    await graph.run(DoubleValueSchema, [input]);
    expect(called).toEqual(["Root", "Other"]);
  });
});

describe("the messages a step is given", () => {
  it("are in the order of its parameters, however many they are", async () => {
    const given: unknown[][] = [];
    const graph = new HandBuilt({
      inputs: [StringValueSchema, Int32ValueSchema, FloatValueSchema, DoubleValueSchema],
      outputs: [BoolValueSchema],
      steps: {
        All: step(
          [DoubleValueSchema, StringValueSchema, FloatValueSchema, Int32ValueSchema],
          BoolValueSchema,
          (_ctx, ...messages) => {
            given.push(messages);
            return create(BoolValueSchema);
          },
        ),
      },
    });
    const values = [input, create(Int32ValueSchema), create(FloatValueSchema), create(DoubleValueSchema)];
    await graph.run(BoolValueSchema, values);
    expect(given).toEqual([[values[3], values[0], values[2], values[1]]]);
  });

  it("come to the step's own object", async () => {
    class Scale {
      constructor(private readonly factor: number) {}
      compute(_ctx: unknown, number: Int32Value) {
        return create(DoubleValueSchema, { value: number.value * this.factor });
      }
    }
    const graph = new HandBuilt({
      inputs: [Int32ValueSchema],
      outputs: [DoubleValueSchema],
      steps: { Scale: { needs: [Int32ValueSchema], gives: DoubleValueSchema, step: new Scale(2.5) } },
    });
    const output = await graph.run(DoubleValueSchema, [create(Int32ValueSchema, { value: 2 })]);
    expect(output.value).toBe(5);
  });
});

describe("when steps start", () => {
  it("is at once where they need nothing of each other: each of two waits for the other to have started", async () => {
    const started: (() => void)[] = [];
    const meet = (gives: Parameters<typeof create>[0]) =>
      step([StringValueSchema], gives, () => {
        return new Promise((resolve) => {
          started.push(() => resolve(create(gives)));
          if (started.length === 2) for (const go of started) go();
        });
      });
    const graph = new HandBuilt({
      inputs: [StringValueSchema],
      outputs: [BoolValueSchema],
      steps: {
        One: meet(Int32ValueSchema),
        Two: meet(FloatValueSchema),
        Join: step([Int32ValueSchema, FloatValueSchema], BoolValueSchema, () => create(BoolValueSchema)),
      },
    });
    await expect(graph.run(BoolValueSchema, [input])).resolves.toEqual(create(BoolValueSchema));
  });

  it("is the moment the last input is there, not when a whole layer is", async () => {
    const order: string[] = [];
    let release: (() => void) | undefined;
    const graph = new HandBuilt({
      inputs: [StringValueSchema],
      outputs: [BoolValueSchema],
      steps: {
        Slow: step([StringValueSchema], Int32ValueSchema, async () => {
          await new Promise<void>((resolve) => (release = resolve));
          order.push("Slow done");
          return create(Int32ValueSchema);
        }),
        Fast: step([StringValueSchema], FloatValueSchema, async () => create(FloatValueSchema)),
        AfterFast: step([FloatValueSchema], DoubleValueSchema, async () => {
          order.push("AfterFast");
          release?.();
          return create(DoubleValueSchema);
        }),
        Join: step([Int32ValueSchema, DoubleValueSchema], BoolValueSchema, async () => create(BoolValueSchema)),
      },
    });
    await graph.run(BoolValueSchema, [input]);
    expect(order).toEqual(["AfterFast", "Slow done"]);
  });
});

describe("synchronous steps", () => {
  it("stay synchronous: the run is over when it is handed out", () => {
    const graph = new HandBuilt({
      inputs: [StringValueSchema],
      outputs: [BoolValueSchema],
      steps: {
        Length: step([StringValueSchema], Int32ValueSchema, (_ctx, text: StringValue) =>
          create(Int32ValueSchema, { value: text.value.length }),
        ),
        Long: step([Int32ValueSchema], BoolValueSchema, () => create(BoolValueSchema, { value: true })),
      },
    });
    expect(graph.run(BoolValueSchema, [input]).snapshot().status).toBe("COMPLETED");
  });

  it("do not keep an asynchronous sibling from starting first", async () => {
    const order: string[] = [];
    const noting = (name: string, gives: Parameters<typeof create>[0], needs: readonly Named[] = [Int32ValueSchema]) =>
      step(needs, gives, () => {
        order.push(name);
        return create(gives);
      });
    const graph = new HandBuilt({
      inputs: [StringValueSchema],
      outputs: [BoolValueSchema],
      steps: {
        Root: noting("Root", Int32ValueSchema, [StringValueSchema]),
        First: noting("First", FloatValueSchema),
        Second: noting("Second", DoubleValueSchema),
        AfterFirst: noting("AfterFirst", BoolValueSchema, [FloatValueSchema, DoubleValueSchema]),
      },
    });
    await graph.run(BoolValueSchema, [input]);
    expect(order).toEqual(["Root", "First", "Second", "AfterFirst"]);
  });

  it("may be a chain, a comb or a fan of ten thousand", async () => {
    for (const shape of [chain, comb, fan]) {
      const { steps, last } = shape(10_000);
      const graph = new HandBuilt({ inputs: [named(0)], outputs: [last], steps });
      const output = await graph.run(last as never, [message(0) as never]);
      expect(output).toEqual({ $typeName: last.typeName });
    }
  }, 120_000);
});

describe("the inputs of a run", () => {
  it("are those it needs: what is given beyond them changes nothing", async () => {
    const graph = new HandBuilt({
      inputs: [StringValueSchema],
      outputs: [BoolValueSchema],
      steps: { Only: step([StringValueSchema], BoolValueSchema, () => create(BoolValueSchema)) },
    });
    await expect(graph.run(BoolValueSchema, [input, input, input])).resolves.toEqual(create(BoolValueSchema));
  });
});

describe("what a step returns", () => {
  const graphOf = (compute: () => unknown) =>
    new HandBuilt({
      inputs: [StringValueSchema],
      outputs: [BoolValueSchema],
      steps: { Odd: step([StringValueSchema], BoolValueSchema, compute) },
    });

  it("may be any thenable", async () => {
    const output = create(BoolValueSchema, { value: true });
    const thenable = { then: (resolve: (value: unknown) => void) => resolve(output) };
    await expect(graphOf(() => thenable).run(BoolValueSchema, [input])).resolves.toBe(output);
  });

  it("is heard once, also from a promise that calls back twice", async () => {
    class Twice<T> extends Promise<T> {
      override then<F = T, R = never>(
        onFulfilled?: ((value: T) => F | PromiseLike<F>) | null,
        onRejected?: ((error: unknown) => R | PromiseLike<R>) | null,
      ): Promise<F | R> {
        void super.then(onFulfilled, onRejected);
        return super.then(onFulfilled, onRejected);
      }
    }
    const calls: string[] = [];
    const graph = new HandBuilt({
      inputs: [StringValueSchema],
      outputs: [BoolValueSchema],
      steps: {
        First: step([StringValueSchema], Int32ValueSchema, () => Twice.resolve(create(Int32ValueSchema))),
        Second: step([Int32ValueSchema], FloatValueSchema, async () => {
          calls.push("Second");
          return create(FloatValueSchema);
        }),
        Join: step([Int32ValueSchema, FloatValueSchema], BoolValueSchema, (_ctx, first: Message, second: Message) => {
          calls.push("Join", first.$typeName, second.$typeName);
          return create(BoolValueSchema);
        }),
      },
    });
    await graph.run(BoolValueSchema, [input]);
    expect(calls).toEqual(["Second", "Join", Int32ValueSchema.typeName, FloatValueSchema.typeName]);
  });

  it("may be the run of another graph", async () => {
    const inner = graphOf(() => create(BoolValueSchema, { value: true }));
    const outer = graphOf(() => inner.run(BoolValueSchema, [input]));
    await expect(outer.run(BoolValueSchema, [input])).resolves.toEqual(create(BoolValueSchema, { value: true }));
  });

  it.each([
    ["another message", () => create(StringValueSchema), "google.protobuf.StringValue"],
    ["nothing", () => undefined, "undefined"],
    ["null", () => Promise.resolve(null), "null"],
    ["a number", () => 5, "a number"],
    ["a list", () => [create(BoolValueSchema)], "an array"],
    ["an object", async () => ({ value: true }), "an object that is no message"],
    ["a function", () => () => create(BoolValueSchema), "a function"],
    ["what cannot be looked at", () => Promise.resolve(hostile), "a value that cannot be looked at"],
  ])("fails the run where it is %s, naming both", async (_what, compute, actual) => {
    const error = await graphOf(compute)
      .run(BoolValueSchema, [input])
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(WrongResultError);
    expect(error).toMatchObject({
      code: "WRONG_RESULT",
      step: "Odd",
      attempt: 1,
      expected: "google.protobuf.BoolValue",
      actual,
    });
  });

  it("is of the right type when it has the right name, whatever copy of the code made it", async () => {
    const lookAlike = { $typeName: "google.protobuf.BoolValue", value: true };
    await expect(graphOf(() => lookAlike).run(BoolValueSchema, [input])).resolves.toBe(lookAlike);
  });
});

/** Every look at it throws, except that a promise may hold it. */
const hostile = new Proxy(
  {},
  {
    get: (_target, key) => {
      if (key === "then") return undefined;
      throw new Error("do not look");
    },
    has: () => {
      throw new Error("do not look");
    },
  },
);

function named(index: number): Named {
  return { typeName: `test.v1.M${index}` };
}

function message(index: number): unknown {
  return { $typeName: `test.v1.M${index}` };
}

function node(index: number, needs: readonly number[]): [string, HandBuiltStep] {
  return [`N${index}`, step(needs.map(named), named(index), () => message(index))];
}

/** 1 ← 2 ← 3 ← … */
function chain(length: number) {
  const steps = Array.from({ length }, (_, index) => node(index + 1, [index]));
  return { steps: Object.fromEntries(steps), last: named(length) };
}

/** A chain with a tooth on every link, so that every link makes two nodes ready. */
function comb(length: number) {
  const links = Math.floor(length / 2);
  const steps = Array.from({ length: links }, (_, index) => [
    node(2 * index + 1, [index === 0 ? 0 : 2 * index - 1]),
    node(2 * index + 2, [index === 0 ? 0 : 2 * index - 1]),
  ]).flat();
  const teeth = Array.from({ length: links }, (_, index) => 2 * index + 2);
  return {
    steps: Object.fromEntries([...steps, node(length + 1, [...teeth, 2 * links - 1])]),
    last: named(length + 1),
  };
}

/** One message, many that need it, one that needs them all. */
function fan(width: number) {
  const steps = Array.from({ length: width }, (_, index) => node(index + 1, [0]));
  const all = Array.from({ length: width }, (_, index) => index + 1);
  return { steps: Object.fromEntries([...steps, node(width + 1, all)]), last: named(width + 1) };
}
