import { clone, create, toBinary } from "@bufbuild/protobuf";
import {
  BoolValueSchema,
  DoubleValueSchema,
  FloatValueSchema,
  Int32ValueSchema,
  StringValueSchema,
} from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import {
  Cardinality,
  ChoiceSchema,
  ConditionSchema,
  type Plan,
  PlanSchema,
} from "../../generated/protograph/v1/plan_pb.js";
import { planDigests } from "../../proto/contract/digest.js";
import { handBuiltParts, step } from "../hand-built.test-support.js";
import { checkPlan } from "./check-plan.js";
import { output } from "./output.js";
import { compileProgram } from "./program.js";
import { readPlan } from "./read-plan.js";

const none = () => undefined;

/** Two inputs; a chain from the first, and a step from the second that one of two outputs needs. */
const { plan } = handBuiltParts({
  inputs: [StringValueSchema, Int32ValueSchema],
  outputs: [BoolValueSchema, DoubleValueSchema],
  steps: {
    First: step([StringValueSchema], FloatValueSchema, none),
    Second: step([FloatValueSchema, StringValueSchema], BoolValueSchema, none),
    Third: step([Int32ValueSchema], DoubleValueSchema, none),
  },
});

describe("reading a plan", () => {
  it("gives what was written", () => {
    expect(readPlan(Buffer.from(toBinary(PlanSchema, plan)).toString("base64"))).toEqual(plan);
  });

  it("refuses what is no plan, and says what to do", () => {
    const read = () => readPlan("bm90IGEgcGxhbg==");
    expect(read).toThrow(expect.objectContaining({ code: "INVALID_PLAN" }));
    expect(read).toThrow("run `protograph generate` to write it anew");
  });
});

describe("checking a plan", () => {
  const changed = (change: (plan: Plan) => void, digests = true) => {
    const copy = clone(PlanSchema, plan);
    change(copy);
    if (digests) Object.assign(copy, planDigests(copy));
    return () => checkPlan(copy);
  };

  it("accepts a whole one", () => {
    expect(changed(() => undefined)).not.toThrow();
  });

  it("refuses one whose content was changed after it was made", () => {
    const change = changed((copy) => (copy.nodes[0]!.version = "2"), false);
    expect(change).toThrow(expect.objectContaining({ code: "INVALID_PLAN" }));
    expect(change).toThrow("test.v1.HandBuilt is damaged: its digest does not match its content");
  });

  it.each<[string, (plan: Plan) => void, string]>([
    ["takes a value of a later node", (copy) => (copy.nodes[0]!.arguments[0]!.value = 4), "First takes value 4"],
    ["takes a value of no node", (copy) => (copy.nodes[0]!.arguments[0]!.value = 99), "First takes value 99"],
    ["takes another message", (copy) => (copy.nodes[1]!.arguments[0]!.value = 0), "Second takes google.protobuf.Float"],
    [
      "takes a list of what there is one of",
      (copy) => (copy.nodes[0]!.arguments[0]!.cardinality = Cardinality.LIST),
      "of which there is one",
    ],
    [
      "takes a message in an unknown way",
      (copy) => Object.assign(copy.nodes[0]!.arguments[0]!, { cardinality: 99 }),
      "does not know",
    ],
    ["is lifted over what is no list", (copy) => (copy.nodes[2]!.liftedOver = [1]), "is lifted over what is no list"],
    [
      "asks a condition for what only a step can take",
      (copy) => {
        const [argument] = structuredClone(copy.nodes[0]!.arguments);
        copy.nodes[1]!.conditions = [
          create(ConditionSchema, { arguments: [{ ...argument!, cardinality: Cardinality.LAZY }] }),
        ];
      },
      "what only a step can take",
    ],
    [
      "chooses from one",
      (copy) => (copy.nodes[2]!.choice = create(ChoiceSchema, { branches: [{ key: "only", value: 1 }] })),
      "fewer than two branches",
    ],
    ["produces nothing", (copy) => delete copy.nodes[2]!.product, "Third produces in a way"],
    ["has an output that is another message", (copy) => (copy.outputs[0]!.value = 0), "output google.protobuf.Bool"],
    ["has an output that is not there", (copy) => (copy.outputs[0]!.value = 99), "not there"],
    [
      "has a list as an output that is none",
      (copy) => (copy.outputs[0]!.cardinality = Cardinality.LIST),
      "not produced in",
    ],
    ["names two nodes alike", (copy) => (copy.nodes[1]!.id = "First"), "two nodes have one id"],
  ])("refuses one that %s", (_what, change, words) => {
    expect(changed(change)).toThrow(words);
  });
});

describe("an output of a plan", () => {
  it("is found by its message", () => {
    expect(output(plan, "google.protobuf.DoubleValue")).toMatchObject({
      message: "google.protobuf.DoubleValue",
      index: 1,
    });
  });

  it("that is not there is refused, with those that are", () => {
    expect(() => output(plan, "movies.v1.Movie")).toThrow(
      "has no output movies.v1.Movie; it has google.protobuf.BoolValue, google.protobuf.DoubleValue",
    );
  });
});

describe("a program", () => {
  const program = (message: string) => {
    const { value } = plan.outputs.find((candidate) => candidate.message === message)!;
    return compileProgram(plan, value, ["first", "second", "third"]);
  };

  it("has the inputs and nodes its output needs, in the plan's order, and the names of the others", () => {
    const { inputs, nodes, notNeeded } = program("google.protobuf.BoolValue");
    expect(inputs).toEqual(["google.protobuf.StringValue"]);
    expect(nodes.map(({ id, callee }) => [id, callee])).toEqual([
      ["First", "first"],
      ["Second", "second"],
    ]);
    expect(notNeeded).toEqual(["Third"]);
  });

  it("numbers slots anew, so that a run holds no more than it needs", () => {
    const { nodes, slots, target, roots } = program("google.protobuf.DoubleValue");
    expect(slots).toEqual([undefined, 0]);
    expect(nodes[0]).toMatchObject({ id: "Third", parameters: [0], slot: 1, index: 0 });
    expect(target).toBe(1);
    expect(roots).toEqual(nodes);
  });

  it("counts for each node the products it waits for, a message taken twice once, and inputs not at all", () => {
    const twice = handBuiltParts({
      inputs: [StringValueSchema],
      outputs: [BoolValueSchema],
      steps: {
        First: step([StringValueSchema], FloatValueSchema, none),
        Second: step([FloatValueSchema, FloatValueSchema, StringValueSchema], BoolValueSchema, none),
      },
    });
    const { slots, nodes } = compileProgram(twice.plan, 2, [0, 1]);
    expect(slots).toEqual([undefined, 0, 1]);
    expect(nodes[0]?.consumers).toEqual([nodes[1]]);
  });

  it("of an input has nothing to do", () => {
    expect(compileProgram(plan, 0, [])).toMatchObject({
      nodes: [],
      target: 0,
      inputs: ["google.protobuf.StringValue"],
    });
  });
});
