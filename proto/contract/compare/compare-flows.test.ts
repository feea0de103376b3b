import { create, type FileRegistry } from "@bufbuild/protobuf";
import { beforeAll, describe, expect, it } from "vitest";
import { type FlowPlan, FlowPlanSchema, Overflow } from "../../../generated/protograph/v1/flow_pb.js";
import { compileProtos, protoFile } from "../schemas/compile-protos.test-support.js";
import { compareFlows } from "./compare-flows.js";
import type { FlowSide } from "./compare-handoffs.js";

const routeId = "Review/shop.Decision.outcome";

let registries: Readonly<Record<"plain" | "changed", FileRegistry>>;

beforeAll(() => {
  const order = (fields: string) => compileProtos({ "order.proto": protoFile("shop.Order", fields) });
  registries = { plain: order("string id = 1; int32 cents = 2;"), changed: order("string id = 1; int64 cents = 2;") };
});

function flowPlan(change: (plan: FlowPlan) => void = () => undefined): FlowPlan {
  const plan = create(FlowPlanSchema, {
    flow: "shop.Ordering",
    version: "1",
    inputs: [{ message: "shop.Order", to: [{ member: 0, message: "shop.Order" }] }],
    outputs: [{ message: "shop.Delivered", from: [{ member: 1, message: "shop.Delivered" }], optional: true }],
    members: [
      { id: "Review", graph: "shop.Review", version: "1" },
      { id: "Deliver", graph: "shop.Deliver", version: "1" },
    ],
    routes: [{ id: routeId, from: [{ member: 0, message: "shop.Decision" }], oneof: "outcome" }],
    handoffs: ["approved", "rejected"].map((name, at) => ({
      id: `${routeId}=${name} -> Deliver/shop.${name}`,
      from: [{ member: 0, message: `shop.${name}` }],
      to: [{ member: 1, message: `shop.${name}` }],
      window: 16,
      routeCase: { route: 0, name, number: at + 1 },
    })),
    observers: [{ id: "Review/shop.Decision", from: [{ member: 0, message: "shop.Decision" }], window: 16 }],
    taps: [{ id: "Review/Look", member: 0, node: "Look", message: "shop.Seen", window: 16 }],
    unhappy: [{ error: "OutOfStock", message: "shop.Shortage" }],
    schemas: [{ message: "shop.Order", digest: "plain" }],
  });
  change(plan);
  return plan;
}

function side(change?: (plan: FlowPlan) => void): FlowSide {
  const plan = flowPlan(change);
  const registry = registries[plan.schemas[0]?.digest === "changed" ? "changed" : "plain"];
  return { plan, message: (name) => registry.getMessage(name) };
}

/** What is said: rules, with a mark where no new version says so. */
function rules(change: (plan: FlowPlan) => void): readonly string[] {
  const { reasons, handoffs } = compareFlows(side(), side(change));
  const all = [...reasons, ...[...handoffs.values()].flatMap(({ changes }) => changes)];
  return all.map(({ rule, weight, versioned }) => rule + (weight === "breaking" ? (versioned ? "?" : "!") : ""));
}

type Change = (plan: FlowPlan) => void;

const changes: readonly (readonly [string, Change, readonly string[]])[] = [
  ["nothing", () => undefined, []],
  ["an input more", ({ inputs }) => inputs.push({ ...inputs[0]!, message: "shop.Coupon" }), ["input-added!"]],
  ["an input less", (plan) => (plan.inputs = []), ["input-removed!"]],
  ["who is given an input", ({ inputs }) => (inputs[0]!.to[0]!.member = 1), ["input-given"]],
  ["an output more", ({ outputs }) => outputs.push({ ...outputs[0]!, message: "shop.Refund" }), ["output-added"]],
  ["an output less", (plan) => (plan.outputs = []), ["output-removed!"]],
  ["who gives an output", ({ outputs }) => (outputs[0]!.from[0]!.member = 0), ["output-given"]],
  ["an output that is always there", ({ outputs }) => (outputs[0]!.optional = false), ["output-optional"]],
  ["a graph more", ({ members }) => members.push({ ...members[0]!, id: "Extra" }), ["graph-added"]],
  ["another graph in a place", ({ members }) => (members[0]!.graph = "shop.v2.Review"), ["graph-replaced"]],
  ["an exception more", ({ unhappy }) => unhappy.push({ ...unhappy[0]!, error: "Closed" }), ["exception-added"]],
  ["an exception less", (plan) => (plan.unhappy = []), ["exception-removed!"]],
  ["what an exception becomes", ({ unhappy }) => (unhappy[0]!.message = "shop.Late"), ["exception-message!"]],
  ["a route less", (plan) => (plan.routes = []), ["route-removed!"]],
  ["a case less", (plan) => (plan.handoffs = plan.handoffs.slice(0, 1)), ["case-removed!", "gone!"]],
  ["a case's number", ({ handoffs }) => (handoffs[1]!.routeCase!.number = 7), ["case-number!"]],
  ["the window of a way", ({ handoffs }) => (handoffs[0]!.window = 64), ["policies"]],
  ["no observer", (plan) => (plan.observers = []), ["observer-removed"]],
  ["a second observer", ({ observers }) => observers.push(observers[0]!), ["observer-added"]],
  ["how an observer is called", ({ observers }) => (observers[0]!.overflow = Overflow.WAIT), ["policies"]],
  ["a tap less", (plan) => (plan.taps = []), ["observer-removed"]],
  ["a new version", (plan) => (plan.version = "2"), ["version"]],
  ["a message that the flow takes", ({ schemas }) => (schemas[0]!.digest = "changed"), ["field-changed"]],
];

describe("what became of a flow", () => {
  it.each(changes)("after a change of %s", (_, change, said) => {
    expect(rules(change)).toEqual(said);
    const breaks = said.some((rule) => rule.endsWith("!"));
    const { change: found } = compareFlows(side(), side(change));
    expect(found).toBe(breaks ? "breaking" : said.length > 0 ? "compatible" : "unchanged");
  });

  it("is breaking where an output may be absent now", () => {
    const always: Change = ({ outputs }) => (outputs[0]!.optional = false);
    expect(compareFlows(side(always), side()).reasons).toEqual([
      {
        rule: "output-optional",
        weight: "breaking",
        message: "output shop.Delivered may be absent now",
        versioned: false,
      },
    ]);
  });

  it("is breaking where callers write what cannot be read any more, and names the field", () => {
    const wider: Change = ({ schemas }) => (schemas[0]!.digest = "changed");
    const { reasons } = compareFlows(side(wider), side());
    expect(reasons).toMatchObject([
      { rule: "unreadable", weight: "breaking", field: "shop.Order.cents", path: [2], versioned: false },
    ]);
  });

  it("is not another flow for the numbers of its graphs and routes, which mean nothing in another plan", () => {
    const first: Change = (plan) => {
      plan.members.unshift({ ...plan.members[0]!, id: "AFirst" });
      plan.routes.unshift({ ...plan.routes[0]!, id: "AFirst/x" });
      for (const { from, to, routeCase } of plan.handoffs) {
        for (const end of [...from, ...to]) end.member++;
        routeCase!.route++;
      }
      for (const { from } of [...plan.observers, ...plan.outputs, ...plan.routes.slice(1)]) from[0]!.member++;
      plan.inputs[0]!.to[0]!.member++;
      plan.taps[0]!.member++;
    };
    expect(rules(first)).toEqual(["route-added", "graph-added"]);
  });

  it.each<[string, Change]>([
    ["a new version of the flow", (plan) => (plan.version = "2")],
    ["a new version of the graph that decides", (plan) => (plan.members[0]!.version = "2")],
  ])("may lose a case with %s", (_, version) => {
    const said = rules((plan) => {
      plan.handoffs = plan.handoffs.slice(0, 1);
      version(plan);
    });
    expect(said).toEqual(expect.arrayContaining(["case-removed?", "gone?"]));
  });

  it("asks a new version of the flow, and no graph's, for its own inputs and outputs", () => {
    const change =
      (version: Change): Change =>
      (plan) => {
        plan.outputs = [];
        version(plan);
      };
    expect(rules(change((plan) => (plan.members[1]!.version = "2")))).toContain("output-removed!");
    expect(rules(change((plan) => (plan.version = "2")))).toContain("output-removed?");
  });

  it("is new where there was none, and breaking where there is none any more, whatever its version was", () => {
    expect(compareFlows(undefined, side())).toMatchObject({ change: "compatible", reasons: [{ rule: "new" }] });
    expect(compareFlows(side(), undefined)).toMatchObject({
      change: "breaking",
      reasons: [{ rule: "gone", versioned: false, message: "shop.Ordering is gone" }],
    });
  });
});
