import {
  BoolValueSchema,
  Int32ValueSchema,
  Int64ValueSchema,
  StringValueSchema,
  UInt32ValueSchema,
} from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import { awaited } from "../dsl/ports.js";
import { UnsupportedCapabilityError } from "../errors.js";
import {
  HandBuilt,
  type HandBuiltParts,
  handBuiltParts,
  lazy,
  list,
  maybe,
  step,
  stream,
} from "../hand-built.test-support.js";
import { memoryStore } from "../store/memory/memory-store.js";
import { CompiledGraph, type EngineOptions } from "./compiled-graph.js";
import { requireCapabilities } from "./capabilities.js";

const none = () => undefined;
const plain: HandBuiltParts = {
  inputs: [StringValueSchema],
  outputs: [Int32ValueSchema],
  steps: { Length: step([StringValueSchema], Int32ValueSchema, none) },
};

function requiredBy(steps: HandBuiltParts["steps"], more: Partial<HandBuiltParts> = {}): readonly string[] {
  const parts = { inputs: [StringValueSchema], outputs: [Int32ValueSchema], steps, ...more };
  return handBuiltParts(parts).plan.requiresCapabilities;
}

describe("what a plan requires of an engine", () => {
  it("is nothing where steps are just called", () => {
    expect(handBuiltParts(plain).plan.requiresCapabilities).toEqual([]);
  });

  it.each([
    [{ retry: { attempts: 2 } }, ["retry.backoff@v1.0"]],
    [{ timeout: "1s" }, ["cancel.cooperative@v1.0"]],
    [{ effect: true }, ["effect.barrier@v1.0"]],
    [{ durability: "sync" }, ["checkpoint.sync@v1.0"]],
    [{ breaker: { failures: 3, reset: "1s" } }, ["limit.breaker@v1.0"]],
    [{ bulkhead: { limit: 3 } }, ["limit.bulkhead@v1.0"]],
    [{ rateLimit: { limit: 3, per: "1s" } }, ["limit.rate@v1.0"]],
    [{ rateLimit: { limit: 3, per: "1s", scope: "global" } }, ["limit.rate@v1.0", "limit.rate.global@v1.0"]],
    [{ fallback: none, fallbackNeeds: [] }, ["step.fallback@v1.0"]],
    [{ when: none, whenNeeds: [StringValueSchema] }, ["branch.condition@v1.0"]],
  ] as const)("follows from the options of a step: %o", (options, required) => {
    const steps = { Length: step([StringValueSchema], Int32ValueSchema, none, options as never) };
    expect(requiredBy(steps)).toEqual(required);
  });

  it("follows from how messages flow", () => {
    const lists = {
      Numbers: step([StringValueSchema], list(UInt32ValueSchema), none),
      Each: step([UInt32ValueSchema], Int64ValueSchema, none),
      Sum: step([list(Int64ValueSchema)], Int32ValueSchema, none),
    };
    expect(requiredBy(lists)).toEqual(["cancel.cooperative@v1.0", "fan.parallel@v1.0"]);
    const others = {
      Items: step([StringValueSchema], stream(UInt32ValueSchema), none),
      Perhaps: step([StringValueSchema], maybe(BoolValueSchema), none),
      Late: step([StringValueSchema], Int64ValueSchema, none),
      Sum: step([stream(UInt32ValueSchema), maybe(BoolValueSchema), lazy(Int64ValueSchema)], Int32ValueSchema, none),
    };
    expect(requiredBy(others)).toEqual(["stream.backpressure@v1.0", "value.lazy@v1.0", "value.optional@v1.0"]);
  });

  it("follows from what a run waits for", () => {
    const steps = { Length: step([BoolValueSchema, StringValueSchema], Int32ValueSchema, none) };
    const inputs = [StringValueSchema, awaited(BoolValueSchema, { within: "1h" })];
    expect(requiredBy(steps, { inputs })).toEqual(["timer.durable@v1.0", "wait.message@v1.0"]);
  });

  it("changes no digest", () => {
    const { plan } = handBuiltParts(plain);
    const { digest } = plan;
    plan.requiresCapabilities = ["retry.backoff@v1.0"];
    expect(() => new Planned(plan)).not.toThrow();
    expect(plan.digest).toBe(digest);
  });
});

describe("an engine", () => {
  const effect = { ...plain, steps: { Send: step([StringValueSchema], Int32ValueSchema, none, { effect: true }) } };

  it("says what it does less well without a store", async () => {
    const of = (options: EngineOptions) =>
      new HandBuilt(effect, options).capabilities().filter(({ required }) => required);
    expect(of({})).toMatchObject([{ name: "effect.barrier", support: "degraded", note: expect.any(String) as string }]);
    const store = memoryStore();
    expect(of({ store })).toEqual([{ name: "effect.barrier", version: "v1.0", support: "native", required: true }]);
    await store.close();
  });

  it.each([
    ["teleport.step@v1.0", "teleport.step@v1.0, and this engine has no such thing"],
    ["fan.parallel@v2.0", "fan.parallel@v2.0, and this engine has v1.0"],
    ["fan.parallel@v1.1", "fan.parallel@v1.1, and this engine has v1.0"],
    ["fan.parallel", "fan.parallel@, and this engine has v1.0"],
    ["toString@v1.0", "toString@v1.0, and this engine has no such thing"],
  ])("refuses a plan that requires %s", (capability, says) => {
    const { plan } = handBuiltParts(plain);
    plan.requiresCapabilities = [capability];
    expect(() => new Planned(plan)).toThrow(UnsupportedCapabilityError);
    expect(() => {
      requireCapabilities(plan);
    }).toThrow(`test.v1.HandBuilt requires ${says}`);
  });
});

/** The plain graph, with a plan that was tampered with. */
class Planned extends CompiledGraph {
  constructor(plan: CompiledGraph["plan"]) {
    const { declaration, messages, steps } = handBuiltParts(plain);
    super(declaration, plan, messages, steps);
  }
}
