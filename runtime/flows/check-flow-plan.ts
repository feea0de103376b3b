import {
  BranchRole,
  type Endpoint,
  type FlowPlan,
  type Handoff,
  type Observer,
  OnDuplicate,
  Overflow,
  type Tap,
} from "../../generated/protograph/v1/flow_pb.js";
import type { Plan } from "../../generated/protograph/v1/plan_pb.js";
import { flowPlanDigests } from "../../proto/contract/digest.js";
import { DeclarationError } from "../errors.js";

/**
 * Makes sure that a flow's plan is whole: its digest is right, every number in it leads to a graph, an input or an output
 * that is there, and nothing is handed back to a graph that stands before.
 *
 * @param graphs the plans of its members, in their order. Of a graph that is not the one that the plan was made for, nothing
 * is concluded: that the generated code is stale says more.
 * @throws DeclarationError (`INVALID_PLAN`) naming the flow and the fault.
 */
export function checkFlowPlan(plan: FlowPlan, graphs: readonly Plan[]): void {
  const known = plan.members.map(({ digest }, at) => (graphs[at]?.digest === digest ? graphs[at] : undefined));
  const fault = faultOf(plan, known);
  if (fault === undefined) return;
  const name = plan.flow === "" ? "a flow" : plan.flow;
  throw new DeclarationError(
    "INVALID_PLAN",
    `the plan of ${name} is damaged: ${fault}; run \`protograph generate\` to write it anew`,
  );
}

/** The plans of a flow's members; absent where one is not known. */
type Graphs = readonly (Plan | undefined)[];

function faultOf(plan: FlowPlan, graphs: Graphs): string | undefined {
  const { structureDigest, digest } = flowPlanDigests(plan);
  if (plan.digest !== digest || plan.structureDigest !== structureDigest) {
    return "its digest does not match its content";
  }
  return (
    twice("graphs", plan.members) ??
    twice("handoffs", plan.handoffs) ??
    twice("routes", plan.routes) ??
    first(plan.inputs, ({ message, to }) => faultOfInputs(`input ${message}`, to, graphs)) ??
    first(plan.outputs, ({ message, from }) => {
      const becomes = plan.unhappy.some((each) => each.message === message);
      return faultOfOutputs(`output ${message}`, from, graphs, becomes);
    }) ??
    first(plan.routes, ({ id, from }) => faultOfOutputs(id, from, graphs, false)) ??
    first(plan.handoffs, (handoff) => faultOfHandoff(handoff, plan, graphs)) ??
    first(plan.observers, (observer) => {
      return faultOfWatcher(observer) ?? faultOfOutputs(observer.id, observer.from, graphs, false);
    }) ??
    first(plan.taps, (tap) => faultOfWatcher(tap) ?? faultOfTap(tap, graphs))
  );
}

function twice(what: string, all: readonly { readonly id: string }[]): string | undefined {
  return new Set(all.map(({ id }) => id)).size < all.length ? `two ${what} have one id` : undefined;
}

function first<T>(all: readonly T[], faultOfOne: (each: T) => string | undefined): string | undefined {
  for (const each of all) {
    const fault = faultOfOne(each);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function faultOfInputs(id: string, ends: readonly Endpoint[], graphs: Graphs): string | undefined {
  return first(ends, ({ member, message }) => {
    if (member >= graphs.length) return `${id} leads to graph ${member}, which is not there`;
    const graph = graphs[member];
    return !graph || graph.inputs.some((each) => each.message === message)
      ? undefined
      : `${id} gives ${graph.graph} ${message}, which it does not take`;
  });
}

/** @param becomes whether it may be the message of an exception: no graph says that it gives one. */
function faultOfOutputs(id: string, ends: readonly Endpoint[], graphs: Graphs, becomes: boolean): string | undefined {
  return first(ends, ({ member, message }) => {
    if (member >= graphs.length) return `${id} is given by graph ${member}, which is not there`;
    const graph = graphs[member];
    return !graph || becomes || graph.outputs.some((each) => each.message === message)
      ? undefined
      : `${id} is of ${message}, which ${graph.graph} does not give`;
  });
}

function faultOfHandoff(handoff: Handoff, plan: FlowPlan, graphs: Graphs): string | undefined {
  const { id, from, to, routeCase, errors } = handoff;
  if (from.length === 0 || to.length === 0) return `${id} has an end that is open`;
  if (routeCase && !plan.routes[routeCase.route])
    return `${id} is a case of route ${routeCase.route}, which is not there`;
  const last = Math.max(...from.map(({ member }) => member));
  if (to.some(({ member }) => member <= last)) return `${id} leads back to a graph that stands before`;
  // What a case hands on is a part of what its graph gives.
  const becomes = routeCase !== undefined || errors.length > 0;
  return faultOfOutputs(id, from, graphs, becomes) ?? faultOfInputs(id, to, graphs) ?? faultOfPolicies(handoff);
}

function faultOfPolicies({ id, key, window, onDuplicate, overflow, role, itemFailure }: Handoff): string | undefined {
  if (window < 1) return `${id} has a window of ${window}`;
  if (key.some(({ numbers }) => numbers.length === 0)) return `${id} has a key that leads to no field`;
  if (itemFailure && !(itemFailure.tolerated >= 0 && itemFailure.tolerated <= 1)) {
    return `${id} tolerates a share of ${itemFailure.tolerated}`;
  }
  return isKnown(OnDuplicate, onDuplicate) && isKnown(BranchRole, role) && ofHandoffs.has(overflow)
    ? undefined
    : `${id} has a policy that this version does not know`;
}

function faultOfWatcher({ id, window, overflow }: Observer | Tap): string | undefined {
  if (window < 1) return `what looks at ${id} has a window of ${window}`;
  return ofWatchers.has(overflow) ? undefined : `what looks at ${id} has a policy that this version does not know`;
}

function faultOfTap({ id, member, node }: Tap, graphs: Graphs): string | undefined {
  if (member >= graphs.length) return `tap ${id} looks at graph ${member}, which is not there`;
  const graph = graphs[member];
  return !graph || graph.nodes.some((each) => each.id === node)
    ? undefined
    : `tap ${id} looks at ${node}, which ${graph.graph} has not`;
}

const ofHandoffs: ReadonlySet<Overflow> = new Set([Overflow.WAIT, Overflow.REFUSE]);
const ofWatchers: ReadonlySet<Overflow> = new Set([Overflow.WAIT, Overflow.DROP]);

/** Whether a value of an enum is one of this version, and set. */
function isKnown(values: Readonly<Record<number, string>>, value: number): boolean {
  return value !== 0 && values[value] !== undefined;
}
