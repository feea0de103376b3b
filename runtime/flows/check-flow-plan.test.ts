import { clone, create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import {
  EndpointSchema,
  type FlowPlan,
  FlowPlanSchema,
  OnDuplicate,
  Overflow,
  RouteCaseSchema,
} from "../../generated/protograph/v1/flow_pb.js";
import { ItemFailureSchema } from "../../generated/protograph/v1/plan_pb.js";
import { flowPlanDigests } from "../../proto/contract/digest.js";
import { DeliveredSchema, SentSchema, SortedSchema } from "../../test/messages/generated/pipes/v1/stops_pb.js";
import { observe, tap } from "../dsl/flow.js";
import { optional } from "../dsl/ports.js";
import { DeclarationError } from "../errors.js";
import { CompiledFlow } from "./compiled-flow.js";
import { HandBuiltFlow, looseFlow } from "./hand-built-flow.test-support.js";
import { loose, postOf } from "./parcels.test-support.js";

const { built, graphs, link } = postOf();
const declaration = looseFlow({
  graphs,
  handoffs: [
    link,
    loose(observe)(graphs[0], SortedSchema, () => undefined),
    loose(tap)(
      graphs[0],
      Object.defineProperty(() => undefined, "name", { value: "Sort" }),
      () => undefined,
      {
        weak: true,
      },
    ),
  ],
});
const compiled = built.map((each) => each.compile({}));
const whole = new HandBuiltFlow(declaration, built).plan;

class Flow extends CompiledFlow<never, object> {}

/** Constructs the flow with a plan that was changed after it was made; with new digests, as who tampers would. */
function construct(change: (plan: FlowPlan) => void, digests = true): () => unknown {
  const plan = clone(FlowPlanSchema, whole);
  change(plan);
  if (digests) Object.assign(plan, flowPlanDigests(plan));
  return () => new Flow(declaration, plan, compiled, ["delivered"]);
}

const handoff = ({ handoffs }: FlowPlan) => handoffs[0]!;

describe("the plan of a flow", () => {
  it("that is whole is taken", () => {
    expect(construct(() => undefined)).not.toThrow();
  });

  it("whose content was changed after it was made is refused, and says what to do", () => {
    const changed = construct((plan) => (handoff(plan).window = 4), false);
    expect(changed).toThrow(DeclarationError);
    expect(changed).toThrow(expect.objectContaining({ code: "INVALID_PLAN" }));
    expect(changed).toThrow(
      "the plan of pipes.v1.Flow is damaged: its digest does not match its content; run `protograph generate` to write it anew",
    );
  });

  it.each<[string, (plan: FlowPlan) => unknown, string]>([
    ["names two graphs alike", (plan) => (plan.members[1]!.id = "Sort"), "two graphs have one id"],
    ["names two handoffs alike", (plan) => plan.handoffs.push(handoff(plan)), "two handoffs have one id"],
    [
      "gives an input to no graph",
      (plan) => (plan.inputs[0]!.to[0]!.member = 7),
      "leads to graph 7, which is not there",
    ],
    [
      "gives an input to a graph that does not take it",
      (plan) => (plan.inputs[0]!.to[0]!.member = 1),
      "gives pipes.v1.Deliver pipes.v1.Sent, which it does not take",
    ],
    ["has an output of no graph", (plan) => (plan.outputs[0]!.from[0]!.member = 7), "is given by graph 7"],
    [
      "has an output that its graph does not give",
      (plan) => (plan.outputs[0]!.from[0]!.member = 0),
      "is of pipes.v1.Delivered, which pipes.v1.Sort does not give",
    ],
    ["has a handoff from nobody", (plan) => (handoff(plan).from = []), "has an end that is open"],
    ["has a handoff to no graph", (plan) => (handoff(plan).to[0]!.member = 9), "leads to graph 9, which is not there"],
    [
      "hands on what its graph does not give",
      (plan) => (handoff(plan).from[0]!.message = "pipes.v1.Sent"),
      "is of pipes.v1.Sent, which pipes.v1.Sort does not give",
    ],
    [
      "hands back",
      (plan) => handoff(plan).to.push(create(EndpointSchema, { member: 0, message: "pipes.v1.Sent" })),
      "leads back to a graph that stands before",
    ],
    ["has a window of nothing", (plan) => (handoff(plan).window = 0), "has a window of 0"],
    ["has a key of no field", (plan) => (handoff(plan).key[0]!.numbers = []), "has a key that leads to no field"],
    [
      "tolerates more than all",
      (plan) => (handoff(plan).itemFailure = create(ItemFailureSchema, { tolerated: 2 })),
      "tolerates a share of 2",
    ],
    ["drops what is handed on", (plan) => (handoff(plan).overflow = Overflow.DROP), "that this version does not know"],
    [
      "says nothing of duplicates",
      (plan) => (handoff(plan).onDuplicate = OnDuplicate.UNSPECIFIED),
      "that this version does not know",
    ],
    [
      "has a role of a later version",
      (plan) => Object.assign(handoff(plan), { role: 99 }),
      "that this version does not know",
    ],
    [
      "has a case of no route",
      (plan) => (handoff(plan).routeCase = create(RouteCaseSchema, { route: 3 })),
      "is a case of route 3, which is not there",
    ],
    ["looks at no graph", (plan) => (plan.observers[0]!.from[0]!.member = 5), "is given by graph 5"],
    ["has an observer that refuses", (plan) => (plan.observers[0]!.overflow = Overflow.REFUSE), "does not know"],
    ["has an observer without a window", (plan) => (plan.observers[0]!.window = 0), "has a window of 0"],
    ["taps no graph", (plan) => (plan.taps[0]!.member = 5), "looks at graph 5, which is not there"],
    ["taps no step", (plan) => (plan.taps[0]!.node = "Sift"), "looks at Sift, which pipes.v1.Sort has not"],
  ])("that %s is refused", (_what, change, words) => {
    const changed = construct(change);
    expect(changed).toThrow(expect.objectContaining({ code: "INVALID_PLAN" }));
    expect(changed).toThrow(words);
  });

  it("is only older than its declaration where its graphs are others now", () => {
    const stale = construct((plan) => (plan.members[0]!.digest = "0".repeat(64)));
    expect(stale).toThrow(expect.objectContaining({ code: "STALE_FLOW" }));
    expect(stale).toThrow("(graph Sort changed)");
  });

  it("is older than its declaration where that takes or gives something else now", () => {
    const against = (ports: object) => () => new Flow({ ...declaration, ...ports }, whole, compiled, ["delivered"]);
    expect(against({ inputs: [] })).toThrow("(input pipes.v1.Sent is gone)");
    expect(against({ outputs: [optional(DeliveredSchema)] })).toThrow(
      "(output pipes.v1.Delivered, which may be absent, is new; output pipes.v1.Delivered is gone)",
    );
    expect(against({ inputs: [SentSchema], outputs: [DeliveredSchema] })).not.toThrow();
  });
});
