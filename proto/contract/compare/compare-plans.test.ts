import { create, type FileRegistry } from "@bufbuild/protobuf";
import { durationFromMs } from "@bufbuild/protobuf/wkt";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type Argument,
  ArgumentSchema,
  Cardinality,
  type Node,
  NodeSchema,
  type Plan,
  PlanSchema,
} from "../../../generated/protograph/v1/plan_pb.js";
import { sha256 } from "../digest.js";
import { compileProtos, protoFile } from "../schemas/compile-protos.test-support.js";
import { comparePlans } from "./compare-plans.js";
import type { PlanComparison, PlanSide } from "./comparison.js";

/** A step as `A, B -> C`: `[A]` is a list, `~A` is lazy, `A?` one or none. */
type Steps = Readonly<Record<string, string>>;

interface Shape {
  readonly version?: string;
  readonly inputs?: readonly string[];
  readonly awaited?: readonly string[];
  /** `Receipt?` may be absent. */
  readonly outputs?: readonly string[];
  readonly steps?: Steps;
  readonly versions?: Readonly<Record<string, string>>;
  readonly change?: (node: Node) => void;
  /** Bodies of messages, other than `string id = 1;`. */
  readonly messages?: Readonly<Record<string, string>>;
  readonly sources?: Readonly<Record<string, string>>;
}

const base: Required<Pick<Shape, "inputs" | "outputs" | "steps">> = {
  inputs: ["Order"],
  outputs: ["Receipt"],
  steps: { PriceOrder: "Order -> Price", Charge: "Order, Price -> Payment", Write: "Payment -> Receipt" },
};

const plain = "string id = 1; int32 cents = 2;";
const names = "Order Price Payment Receipt Cost Customer Label".split(" ");
/** The bodies that some test gives a message. */
const bodies = [
  plain,
  "string id = 1; int32 cents = 2; string note = 3;",
  "string id = 1;",
  "string id = 1; reserved 2;",
  "string id = 1; int64 cents = 2;",
  "string id = 1; string cents = 2;",
  "string id = 1; int32 pence = 2;",
  "string id = 1; optional int32 cents = 2;",
];

let registry: FileRegistry;

beforeAll(() => {
  registry = compileProtos(
    Object.fromEntries(
      bodies.map((body, index) => [
        `v${index}.proto`,
        `${protoFile(`v${index}.Nothing`, "")}${names.map((name) => `message ${name} { ${body} }\n`).join("")}`,
      ]),
    ),
  );
});

function side({ version = "1", messages = {}, sources = {}, versions = {}, change, ...shape }: Shape): PlanSide {
  const { inputs, outputs, steps } = { ...base, ...shape };
  const awaited = shape.awaited ?? [];
  const nodes = Object.entries(steps).map(([id, text]) => ({ id, ...read(text) }));
  const all = [...inputs, ...awaited, ...nodes.map(({ product }) => product.message)];
  const value = (message: string) => all.indexOf(message);
  const bodyOf = (name: string) => messages[name] ?? plain;
  const plan: Plan = create(PlanSchema, {
    graph: "shop.v1.Shop",
    version,
    inputs: [...inputs.map((message) => ({ message })), ...awaited.map((message) => ({ message, awaited: {} }))],
    outputs: outputs.map((text) => {
      const message = text.replace("?", "");
      return { message, value: value(message), cardinality: Cardinality.ONE, optional: text.endsWith("?") };
    }),
    nodes: nodes.map(({ id, taken, product }) => {
      const args = taken.map((each): Argument => create(ArgumentSchema, { ...each, value: value(each.message) }));
      const node = create(NodeSchema, { id, version: versions[id] ?? "1", arguments: args, product });
      change?.(node);
      return node;
    }),
    schemas: [...new Set(all)].sort().map((message) => ({ message, digest: sha256(bodyOf(message)) })),
  });
  return {
    plan,
    message: (name) => registry.getMessage(`v${bodies.indexOf(bodyOf(name))}.${name}`),
    sources: new Map(nodes.map(({ id }) => [id, sources[id] ?? "same"])),
  };
}

function read(text: string) {
  const [from = "", to = ""] = text.split(" -> ");
  const shapes = (list: string) => (list === "" ? [] : list.split(", ")).map(shapeOf);
  return { taken: shapes(from), product: shapeOf(to) };
}

function shapeOf(text: string) {
  const message = text.replace(/[[\]~?]/g, "");
  const { LIST, LAZY, OPTIONAL, ONE } = Cardinality;
  const cardinality = text.startsWith("[") ? LIST : text.startsWith("~") ? LAZY : text.endsWith("?") ? OPTIONAL : ONE;
  return { message, cardinality };
}

function compare(now: Shape, old: Shape = {}): PlanComparison {
  return comparePlans(side(old), side(now));
}

/** What is said in a word: change, runs, and the first step that is computed again. */
function said({ change, runs, recomputeFrom }: PlanComparison): string {
  return [change, runs, ...(recomputeFrom === undefined ? [] : [recomputeFrom])].join(" ");
}

function rulesOf({ reasons, steps }: PlanComparison): readonly string[] {
  return [
    ...reasons.map(({ rule, versioned }) => `${rule}${versioned === false ? "!" : ""}`),
    ...Object.entries(steps).flatMap(([step, of]) =>
      of.reasons.map(({ rule, versioned }) => `${step}: ${rule}${versioned === false ? "!" : ""}`),
    ),
  ];
}

const { steps } = base;

/** A change; what is said of it; the rules behind it, with a mark where a version would have to say so. */
const changes: readonly (readonly [about: string, now: Shape, said: string, rules: readonly string[]])[] = [
  ["nothing", {}, "unchanged continue", []],
  [
    "policies",
    { change: (node) => (node.policies = timeout()) },
    "compatible continue",
    ["PriceOrder: policies", "Charge: policies", "Write: policies"],
  ],
  ["a body, and no version", { sources: { Charge: "other" } }, "compatible continue", ["Charge: body"]],
  [
    "a body, with a version",
    { sources: { Charge: "other" }, versions: { Charge: "2" } },
    "compatible recompute Charge",
    ["Charge: version"],
  ],
  ["a version", { versions: { PriceOrder: "2" } }, "compatible recompute PriceOrder", ["PriceOrder: version"]],
  [
    "two versions",
    { versions: { Write: "2", Charge: "2" } },
    "compatible recompute Charge",
    ["Charge: version", "Write: version"],
  ],
  ["the graph's version", { version: "2" }, "compatible continue", ["version"]],
  ["the order of steps", { steps: Object.fromEntries(Object.entries(steps).toReversed()) }, "unchanged continue", []],

  ["a renamed step", { steps: renamed("Charge", "Pay") }, "compatible continue", ["Pay: renamed"]],
  [
    "a renamed step of another version",
    { steps: renamed("Charge", "Pay"), versions: { Pay: "2" } },
    "compatible recompute Pay",
    ["Pay: renamed", "Pay: version"],
  ],
  [
    "two steps that swap names",
    { steps: { Charge: "Order -> Price", PriceOrder: "Order, Price -> Payment", Write: "Payment -> Receipt" } },
    "compatible continue",
    ["Charge: renamed", "PriceOrder: renamed"],
  ],
  [
    "a renamed output message",
    { steps: { PriceOrder: "Order -> Cost", Charge: "Order, Cost -> Payment", Write: "Payment -> Receipt" } },
    "breaking recompute PriceOrder",
    ["PriceOrder: output-renamed!", "Charge: takes"],
  ],
  [
    "a renamed output message, with a version",
    {
      steps: { PriceOrder: "Order -> Cost", Charge: "Order, Cost -> Payment", Write: "Payment -> Receipt" },
      versions: { PriceOrder: "2" },
    },
    "breaking recompute PriceOrder",
    ["PriceOrder: output-renamed", "PriceOrder: version", "Charge: takes"],
  ],
  [
    "a step that takes more",
    { steps: { ...steps, Write: "Order, Payment -> Receipt" } },
    "compatible recompute Write",
    ["Write: takes"],
  ],
  [
    "a step that takes less",
    { steps: { ...steps, Charge: "Price -> Payment" } },
    "compatible recompute Charge",
    ["Charge: takes"],
  ],
  [
    "a step that takes a list",
    { steps: { ...steps, Charge: "Order, [Price] -> Payment" } },
    "compatible recompute Charge",
    ["Charge: takes"],
  ],
  [
    "a step that takes lazily",
    { steps: { ...steps, Charge: "Order, ~Price -> Payment" } },
    "compatible recompute Charge",
    ["Charge: takes"],
  ],
  ["a step that can do without", { steps: { ...steps, Charge: "Order, Price? -> Payment" } }, "unchanged continue", []],
  [
    "a step that gives a list",
    { steps: { ...steps, Charge: "Order, Price -> [Payment]" } },
    "breaking recompute Charge",
    ["Charge: output-cardinality!"],
  ],
  [
    "a step that may give nothing",
    { steps: { ...steps, Charge: "Order, Price -> Payment?" } },
    "compatible continue",
    ["Charge: output-cardinality"],
  ],
  ["a new step", { steps: { ...steps, Label: "Receipt -> Label" } }, "compatible continue", ["Label: new"]],
  [
    "a step that is gone",
    { steps: { PriceOrder: steps.PriceOrder!, Write: "Price -> Receipt" } },
    "compatible recompute Write",
    ["Write: takes", "Charge: gone"],
  ],
  ["another condition", { change: (node) => conditioned(node, "Write") }, "compatible continue", ["Write: condition"]],
  [
    "a step that is lifted",
    { change: (node) => lifted(node, "Write") },
    "compatible recompute Write",
    ["Write: lifted"],
  ],

  [
    "a new field of an inner message",
    { messages: { Price: bodies[1]! } },
    "compatible continue",
    ["PriceOrder: field-added"],
  ],
  [
    "a field of an inner message gone",
    { messages: { Price: bodies[3]! } },
    "breaking continue",
    ["PriceOrder: field-removed!"],
  ],
  [
    "a field gone, with a version of the step",
    { messages: { Price: bodies[3]! }, versions: { PriceOrder: "2" } },
    "breaking recompute PriceOrder",
    ["PriceOrder: version", "PriceOrder: field-removed"],
  ],
  [
    "a field gone, with a version of the graph",
    { messages: { Price: bodies[3]! }, version: "2" },
    "breaking continue",
    ["version", "PriceOrder: field-removed!"],
  ],
  [
    "a field gone, its number not reserved",
    { messages: { Price: bodies[2]! } },
    "breaking continue",
    ["PriceOrder: field-removed!", "PriceOrder: number-not-reserved!"],
  ],
  [
    "a field wider",
    { messages: { Price: bodies[4]! } },
    "breaking continue",
    ["PriceOrder: unreadable-before!", "PriceOrder: field-changed"],
  ],
  [
    "a field narrower",
    { messages: { Price: bodies[0]! } },
    "breaking recompute PriceOrder",
    ["PriceOrder: unreadable!"],
  ],
  [
    "a field of another type",
    { messages: { Price: bodies[5]! } },
    "breaking recompute PriceOrder",
    ["PriceOrder: unreadable!", "PriceOrder: unreadable-before!"],
  ],
  [
    "a field by another name",
    { messages: { Price: bodies[6]! } },
    "compatible continue",
    ["PriceOrder: field-changed"],
  ],
  [
    "a field that has presence now",
    { messages: { Price: bodies[7]! } },
    "compatible continue",
    ["PriceOrder: field-changed"],
  ],

  [
    "a field of an output gone",
    { messages: { Receipt: bodies[3]! } },
    "breaking continue",
    ["field-removed!", "Write: field-removed!"],
  ],
  [
    "a field of an output gone, with a version of the step",
    { messages: { Receipt: bodies[3]! }, versions: { Write: "2" } },
    "breaking recompute Write",
    ["field-removed!", "Write: version", "Write: field-removed"],
  ],
  [
    "a field of an output gone, with a version of the graph",
    { messages: { Receipt: bodies[3]! }, version: "2" },
    "breaking continue",
    ["version", "field-removed", "Write: field-removed"],
  ],
  [
    "a new field of an output",
    { messages: { Receipt: bodies[1]! } },
    "compatible continue",
    ["field-added", "Write: field-added"],
  ],
  ["a new field of an input", { messages: { Order: bodies[1]! } }, "compatible continue", ["field-added"]],
  ["a field of an input gone", { messages: { Order: bodies[3]! } }, "compatible continue", ["field-removed"]],
  [
    "a field of an input gone, its number not reserved",
    { messages: { Order: bodies[2]! } },
    "breaking continue",
    ["number-not-reserved!", "field-removed"],
  ],
  ["a wider field of an input", { messages: { Order: bodies[4]! } }, "compatible continue", ["field-changed"]],
  ["an input that cannot be read", { messages: { Order: bodies[5]! } }, "breaking pin", ["unreadable!"]],

  [
    "an input more, which an output needs",
    { inputs: ["Customer", "Order"], steps: { ...steps, Write: "Payment, Customer -> Receipt" } },
    "breaking pin",
    ["input-added", "input-needed!", "Write: takes"],
  ],
  [
    "an input more, with a version of the graph",
    { version: "2", inputs: ["Customer", "Order"], steps: { ...steps, Write: "Payment, Customer -> Receipt" } },
    "breaking pin",
    ["version", "input-added", "input-needed", "Write: takes"],
  ],
  [
    "an input more, which arrives later",
    { awaited: ["Customer"], steps: { ...steps, Write: "Payment, Customer -> Receipt" } },
    "breaking recompute Write",
    ["input-added", "input-needed!", "Write: takes"],
  ],
  [
    "an input more, which a new output needs",
    { inputs: ["Customer", "Order"], outputs: ["Receipt", "Label"], steps: { ...steps, Stick: "Customer -> Label" } },
    "compatible continue",
    ["input-added", "output-added", "Stick: new"],
  ],
  ["an output more", { outputs: ["Receipt", "Price"] }, "compatible continue", ["output-added"]],
  ["an output gone", { outputs: ["Price"] }, "breaking pin", ["output-removed!", "output-added"]],
  ["an output that may be absent", { outputs: ["Receipt?"] }, "breaking continue", ["output-optional!"]],
];

function timeout() {
  return create(NodeSchema, { policies: { timeout: durationFromMs(2_000) } }).policies!;
}

function renamed(from: string, to: string): Steps {
  return Object.fromEntries(Object.entries(steps).map(([name, text]) => [name === from ? to : name, text]));
}

function conditioned(node: Node, id: string): void {
  if (node.id === id) node.conditions = create(NodeSchema, { conditions: [{ arguments: node.arguments }] }).conditions;
}

function lifted(node: Node, id: string): void {
  if (node.id === id) node.liftedOver = [node.arguments[0]!.value];
}

describe("what became of a plan", () => {
  it.each(changes)("%s", (about, now, wanted, rules) => {
    const old: Shape = about === "a field narrower" ? { messages: { Price: bodies[4]! } } : {};
    const found = compare(now, old);
    expect(said(found)).toBe(wanted);
    expect(rulesOf(found)).toEqual(rules);
  });

  it("names the policies that have changed", () => {
    const { steps: of } = compare({ change: (node) => (node.policies = timeout()) });
    expect(of.Charge?.reasons.map(({ message }) => message)).toEqual(["timeout changed"]);
  });

  it("names the field, by name and by number", () => {
    const { steps: of } = compare({ messages: { Price: bodies[3]! } });
    expect(of.PriceOrder?.reasons).toMatchObject([
      { rule: "field-removed", field: "v0.Price.cents", path: [2], message: "v0.Price.cents is gone" },
    ]);
  });

  it("leaves a graph alone that does not reach what has changed", () => {
    expect(said(compare({ messages: { Customer: bodies[5]! } }))).toBe("unchanged continue");
  });

  it("takes a changed schema, of which nothing is known, for one that cannot be read", () => {
    const [old, now] = [side({}), side({ messages: { Price: bodies[1]! } })];
    expect(said(comparePlans({ plan: old.plan }, { plan: now.plan }))).toBe("breaking recompute PriceOrder");
    const [before, after] = [side({}), side({ messages: { Order: bodies[1]! } })];
    expect(said(comparePlans({ plan: before.plan }, { plan: after.plan }))).toBe("breaking pin");
    expect(said(comparePlans({ plan: old.plan }, { plan: side({ versions: { Write: "2" } }).plan }))).toBe(
      "compatible recompute Write",
    );
  });

  it("knows every step whose checkpoints are void", () => {
    expect(compare({ versions: { Write: "2", PriceOrder: "2" } }).voided).toEqual(["PriceOrder", "Write"]);
  });
});
