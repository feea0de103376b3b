import { create } from "@bufbuild/protobuf";
import {
  EndpointSchema,
  FlowInputSchema,
  FlowOutputSchema,
  type FlowPlan,
  FlowPlanSchema,
  type Handoff,
  HandoffSchema,
  KeyFieldSchema,
  MemberSchema,
  ObserverSchema,
  RouteCaseSchema,
  RouteSchema,
  type Tap,
  TapSchema,
  UnhappySchema,
} from "../../generated/protograph/v1/flow_pb.js";
import { MessageSchemaSchema } from "../../generated/protograph/v1/plan_pb.js";
import { flowPlanDigests } from "../../proto/contract/digest.js";
import { keyPaths, toHandoffPolicies, toObserverPolicies } from "../../proto/contract/flow-options.js";
import { keyFields } from "../checks/handoff-key.js";
import { tappedNode } from "../checks/tap.js";
import { compareText } from "../diagnostics/diagnostic.js";
import {
  type FlatEnd,
  type FlatFlow,
  type FlatHandoff,
  type FlatMember,
  flattenFlow,
  flowEnds,
  flowStarts,
} from "../graph/flat-flow.js";
import type { Flow } from "../graph/flow-model.js";
import type { Graph } from "../graph/model.js";
import type { Descriptors } from "../protos/descriptors.js";
import { schemaDigest } from "../protos/schema-digest.js";
import type { MessageRef } from "../source/declarations.js";
import type { Planned } from "./to-plan.js";

/** A flow with its plan. */
export interface PlannedFlow {
  readonly flow: Flow;
  readonly flat: FlatFlow;
  readonly plan: FlowPlan;
}

/**
 * Turns a flow that every check has passed into its plan. Two declarations that mean the same give the same plan: the
 * order of graphs and handoffs is sorted out of it.
 *
 * @param planned the graphs of the project with their plans: those of the flow are among them.
 */
export function toFlowPlan(flow: Flow, planned: ReadonlyMap<Graph, Planned>, descriptors: Descriptors): PlannedFlow {
  const flat = flattenFlow(flow);
  const ends = new Ends(flat.members);
  const routes = byId(flat.routes);
  const plan = create(FlowPlanSchema, {
    flow: flow.name,
    version: flow.version,
    inputs: byMessage(flow.inputs).map(({ message: { name: message } }) =>
      create(FlowInputSchema, { message, to: ends.of(flowStarts(flow, message)) }),
    ),
    outputs: byMessage(flow.outputs).map(({ message: { name: message }, optional }) =>
      create(FlowOutputSchema, { message, from: ends.of(flowEnds(flow, message)), optional }),
    ),
    members: flat.members.map(({ id, graph }) => {
      const { version, structureDigest, digest } = planOf(planned, graph);
      return create(MemberSchema, { id, graph: graph.name, version, structureDigest, digest });
    }),
    handoffs: byId(flat.handoffs).map((handoff) => toHandoff(handoff, routes, ends)),
    routes: routes.map(({ id, from, route }) =>
      create(RouteSchema, { id, from: ends.of(from), oneof: route.oneof.name }),
    ),
    observers: byId(flat.observers).map(({ id, from, observer }) =>
      create(ObserverSchema, { id, from: ends.of(from), ...toObserverPolicies(observer.options) }),
    ),
    taps: byId(flat.taps).flatMap((tap) => toTap(tap, ends)),
    unhappy: flat.exceptions
      .map(({ scope, error, message }) => create(UnhappySchema, { scope, error, message: message.name }))
      .sort((a, b) => compareText(a.scope, b.scope) || compareText(a.error, b.error)),
    schemas: messagesOf(flow, flat).map((message) =>
      create(MessageSchemaSchema, { message: message.name, digest: schemaDigest(descriptors.message(message)) }),
    ),
  });
  return { flow, flat, plan: Object.assign(plan, flowPlanDigests(plan)) };
}

/** Members are numbered in the plan's order. */
class Ends {
  private readonly numbers: ReadonlyMap<FlatMember, number>;

  constructor(members: readonly FlatMember[]) {
    this.numbers = new Map(members.map((member, index) => [member, index]));
  }

  numberOf(member: FlatMember): number {
    const number = this.numbers.get(member);
    if (number === undefined) throw new Error("a flow names a graph that it has not, and no check has said so");
    return number;
  }

  of(ends: readonly FlatEnd[]) {
    return ends
      .map(({ member, message }) => create(EndpointSchema, { member: this.numberOf(member), message }))
      .sort((a, b) => a.member - b.member);
  }
}

function planOf(planned: ReadonlyMap<Graph, Planned>, graph: Graph) {
  const found = planned.get(graph);
  if (!found) throw new Error(`${graph.name} has no plan, and no check has said so`);
  return found.plan;
}

function toHandoff(
  { id, from, to, handoff, route, errors }: FlatHandoff,
  routes: FlatFlow["routes"],
  ends: Ends,
): Handoff {
  const { options, output, branch } = handoff;
  const key = keyPaths(options.key).map((path) => {
    const found = output.desc && keyFields(output.desc, path);
    return create(KeyFieldSchema, {
      path,
      numbers: found && "fields" in found ? found.fields.map((field) => field.number) : [],
    });
  });
  const number = branch?.route.desc?.fields.find((field) => field.localName === branch.case)?.number ?? 0;
  return create(HandoffSchema, {
    id,
    // Of a branch, what is handed is the message of the case, and not the decision.
    from: ends.of(branch ? from.map((end) => ({ ...end, message: handoff.published?.name ?? "" })) : from),
    to: ends.of(to),
    key,
    ...toHandoffPolicies({ ...options, ...(handoff.map && { map: () => undefined }) }),
    errors: [...errors],
    ...(branch && {
      routeCase: create(RouteCaseSchema, {
        route: routes.findIndex((each) => each.id === route),
        name: branch.case,
        number,
      }),
    }),
  });
}

function toTap({ id, from: [end], tap }: FlatFlow["taps"][number], ends: Ends): readonly Tap[] {
  const node = end && tappedNode(end.member.graph, tap);
  const message = node?.step.product?.message.name;
  if (!end || !node || message === undefined) return [];
  return [
    create(TapSchema, {
      id,
      member: ends.numberOf(end.member),
      node: node.id,
      message,
      ...toObserverPolicies(tap.options),
    }),
  ];
}

/** The messages that are given, handed and taken, sorted by full name. */
function messagesOf({ inputs, outputs }: Flow, { members }: FlatFlow): readonly MessageRef[] {
  const ports = [...inputs, ...outputs, ...members.flatMap(({ graph }) => [...graph.inputs, ...graph.outputs])];
  const messages = new Map(ports.map(({ message }) => [message.name, message]));
  return [...messages.values()].sort((a, b) => compareText(a.name, b.name));
}

function byId<T extends { readonly id: string }>(all: readonly T[]): readonly T[] {
  return all.toSorted((a, b) => compareText(a.id, b.id));
}

function byMessage<T extends { readonly message: MessageRef }>(ports: readonly T[]): readonly T[] {
  return ports.toSorted((a, b) => compareText(a.message.name, b.message.name));
}
