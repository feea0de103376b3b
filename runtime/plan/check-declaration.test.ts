import { clone, create, type DescMessage } from "@bufbuild/protobuf";
import {
  BoolValueSchema,
  DoubleValueSchema,
  FloatValueSchema,
  Int32ValueSchema,
  StringValueSchema,
} from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import { MessageSchemaSchema, PlanSchema } from "../../generated/protograph/v1/plan_pb.js";
import { exponential, fixed } from "../../proto/contract/backoff.js";
import { planDigests } from "../../proto/contract/digest.js";
import type { GraphDeclaration, GraphEntry } from "../dsl/declaration.js";
import type { StepFunction } from "../dsl/step.js";
import { use } from "../dsl/use.js";
import type { UseOptions } from "../dsl/options.js";
import { CompiledGraph } from "../engine/compiled-graph.js";
import { handBuiltParts, step } from "../hand-built.test-support.js";

class HttpError extends Error {}
class OtherError extends Error {}

class Fetch {
  compute() {
    return create(Int32ValueSchema);
  }
}
const decide: StepFunction = () => create(BoolValueSchema);

const options: UseOptions = {
  retry: { attempts: 4, backoff: exponential("100ms"), on: [HttpError] },
  timeout: "2s",
  version: "3",
};

const made = handBuiltParts({
  inputs: [StringValueSchema],
  outputs: [BoolValueSchema],
  steps: {
    Fetch: { needs: [StringValueSchema], gives: Int32ValueSchema, step: new Fetch(), options },
    decide: step([Int32ValueSchema], BoolValueSchema, decide),
  },
});

class Compiled extends CompiledGraph {}

/** Constructs the graph against a declaration that has changed. */
function construct(change: Partial<GraphDeclaration>, steps = made.steps): () => CompiledGraph {
  const { declaration, plan, messages } = made;
  return () => new Compiled({ ...declaration, ...change }, plan, messages, steps);
}

const withFetch = (...entries: GraphEntry[]) => construct({ steps: [...entries, decide] });

describe("a graph whose declaration is as its plan says", () => {
  it("can be constructed, in whatever order the steps are declared", () => {
    expect(construct({})).not.toThrow();
    expect(construct({ steps: [decide, use(Fetch, options)] })).not.toThrow();
  });

  it("can be constructed where a minifier has renamed its classes and functions", () => {
    const renamed = {
      Fetch: class a extends Fetch {},
      decide: () => create(BoolValueSchema),
      HttpError: class b extends Error {},
    };
    Object.defineProperty(renamed.decide, "name", { value: "c" });
    const entry = use(renamed.Fetch, {
      ...options,
      retry: { attempts: 4, backoff: exponential("100ms"), on: [renamed.HttpError] },
    });
    expect(construct({ steps: [entry, renamed.decide] }, [new renamed.Fetch(), renamed.decide])).not.toThrow();
  });
});

describe("a graph whose declaration has changed", () => {
  it("cannot be constructed, and says to generate it anew", () => {
    const change = construct({ version: "2" });
    expect(change).toThrow(expect.objectContaining({ code: "STALE_GRAPH" }));
    expect(change).toThrow(
      "the generated code of test.v1.HandBuilt is older than its declaration (its version was 1 and is 2); run `protograph generate`",
    );
  });

  it.each<[string, () => CompiledGraph]>([
    ["its name was test.v1.HandBuilt and is test.v1.Renamed", construct({ name: "test.v1.Renamed" })],
    ["input google.protobuf.DoubleValue is new", construct({ inputs: [StringValueSchema, DoubleValueSchema] })],
    ["input google.protobuf.StringValue is gone", construct({ inputs: [] })],
    [
      "output google.protobuf.FloatValue is new; output google.protobuf.BoolValue is gone",
      construct({ outputs: [FloatValueSchema] }),
    ],
    ["step Fetch is gone", withFetch()],
    ["step Added is new", withFetch(use(Fetch, options), use(class Added extends Fetch {}, {}))],
    ["step Again is new", withFetch(use(Fetch, options), use(Fetch, { name: "Again" }))],
    ["its durability was none and is sync", construct({ durability: "sync" })],
    ["the effect of step Fetch changed", withFetch(use(Fetch, { ...options, effect: true }))],
    ["the durability of step Fetch changed", withFetch(use(Fetch, { ...options, durability: "async" }))],
    ["the timeout of step Fetch changed", withFetch(use(Fetch, { ...options, timeout: "3s" }))],
    ["the version of step Fetch was 3 and is 4", withFetch(use(Fetch, { ...options, version: "4" }))],
    ["the name of step Fetch was Fetch and is Get", withFetch(use(Fetch, { ...options, name: "Get" }))],
    [
      "the retry of step Fetch changed",
      withFetch(use(Fetch, { ...options, retry: { ...options.retry, attempts: 5 } })),
    ],
    [
      "the retry of step Fetch changed",
      withFetch(use(Fetch, { ...options, retry: { ...options.retry, backoff: fixed("1s") } })),
    ],
    [
      "the retry of step Fetch changed",
      withFetch(use(Fetch, { ...options, retry: { ...options.retry, on: [OtherError] } })),
    ],
    [
      "the retry of step Fetch changed",
      withFetch(use(Fetch, { ...options, retry: { ...options.retry, on: () => true } })),
    ],
    [
      "the version of step Fetch was 3 and is 1; the retry of step Fetch changed; the timeout of step Fetch changed",
      withFetch(Fetch),
    ],
  ])("names the change: %s", (change, constructing) => {
    expect(constructing).toThrow(`(${change})`);
  });

  it("is told of schemas that are missing among its messages", () => {
    const plan = clone(PlanSchema, made.plan);
    plan.schemas = made.messages.map(({ typeName }) => create(MessageSchemaSchema, { message: typeName }));
    Object.assign(plan, planDigests(plan));
    const withMessages = (messages: readonly DescMessage[]) => () =>
      new Compiled(made.declaration, plan, messages, made.steps);
    expect(withMessages(made.messages.toReversed())).not.toThrow();
    const lacking = withMessages([StringValueSchema, BoolValueSchema, FloatValueSchema]);
    expect(lacking).toThrow(expect.objectContaining({ code: "STALE_GRAPH" }));
    expect(lacking).toThrow("(the schema of google.protobuf.Int32Value is not given)");
  });

  it("is told of steps that are missing among those that run", () => {
    expect(construct({}, made.steps.slice(0, 1))).toThrow("step decide is new; step decide is gone");
  });
});
