import { durationMs } from "@bufbuild/protobuf/wkt";
import { Cardinality, type Node, type Plan } from "../../generated/protograph/v1/plan_pb.js";
import { entryOf } from "../events/log-entry.js";
import { layOut } from "./lay-out.js";
import type { Layout, ProgramNode } from "./layout.js";
import { neededValues } from "../../proto/contract/values.js";

/** What is to be done for one output of a plan, as arrays over small numbers. Never changed once made. */
export interface Program<Callee> {
  /** Full name of the message asked for. */
  readonly output: string;
  /** The inputs it needs, in the plan's order; input `i` goes to slot `i`. */
  readonly inputs: readonly string[];
  /** The nodes it needs, in topological order. */
  readonly nodes: readonly ProgramNode<Callee>[];
  /** The nodes that need nothing but inputs. */
  readonly roots: readonly ProgramNode<Callee>[];
  /**
   * What a run's slots hold before it starts: nothing for an input, and for a node how many products it waits for. A
   * node's own product takes that place later, when nothing can ask for the number any more.
   */
  readonly slots: readonly (number | undefined)[];
  /** The slot of the output. */
  readonly target: number;
  /** Names of the plan's other nodes. */
  readonly notNeeded: readonly string[];
  /** The inputs among those it needs that arrive while the run is in flight: they have a slot like the others. */
  readonly awaited: readonly AwaitedInput[];
  /**
   * Where not every node takes and gives exactly one message: scopes, phases and what is demanded when. Absent for plain
   * programs, which are walked over one flat array.
   */
  readonly layout: Layout<Callee> | undefined;
}

/** An input that arrives while a run is in flight. */
export interface AwaitedInput {
  readonly message: string;
  readonly slot: number;
  /** How long a run waits for it, in milliseconds; as long as it lives, where this is undefined. */
  readonly withinMs: number | undefined;
}

/** Whether nodes can be walked over one flat array: each takes and gives exactly one of each message. */
function isPlain(node: Node): boolean {
  return (
    node.liftedOver.length === 0 &&
    node.conditions.length === 0 &&
    node.choice === undefined &&
    node.fallback.length === 0 &&
    node.rateLimitKey.length === 0 &&
    node.product?.cardinality === Cardinality.ONE &&
    node.arguments.every(({ cardinality }) => cardinality === Cardinality.ONE)
  );
}

/**
 * Lays one output of a plan out for the walker.
 *
 * @param plan a plan that {@link checkPlan} has accepted: nodes in topological order, every number in range.
 * @param output the number of the output's value.
 * @param callees by node of the plan, what the engine needs to call it.
 */
export function compileProgram<Callee>(plan: Plan, output: number, callees: readonly Callee[]): Program<Callee> {
  const needed = neededValues(plan, output);
  const slotOf = new Map<number, number>();
  const inputs: string[] = [];
  const awaited: AwaitedInput[] = [];
  plan.inputs.forEach(({ message, awaited: late }, value) => {
    if (!needed.has(value)) return;
    const slot = slotOf.size;
    slotOf.set(value, slot);
    if (late) awaited.push({ message, slot, withinMs: late.within && durationMs(late.within) });
    else inputs.push(message);
  });

  const nodes: Building<Callee>[] = [];
  const producerOf = new Map<number, Building<Callee>>();
  const roots: Building<Callee>[] = [];
  const slots: (number | undefined)[] = inputs.map(() => undefined);
  const notNeeded: string[] = [];
  plan.nodes.forEach((node, position) => {
    const value = plan.inputs.length + position;
    if (!needed.has(value)) {
      notNeeded.push(node.id);
      return;
    }
    const index = nodes.length;
    const slot = inputs.length + index;
    const parameters = node.arguments.map((argument) => slotOf.get(argument.value) ?? -1);
    const built: Building<Callee> = {
      index,
      id: node.id,
      message: node.product?.message ?? "",
      seen: "",
      parameters,
      arity: parameters.length,
      first: parameters[0] ?? -1,
      second: parameters[1] ?? -1,
      third: parameters[2] ?? -1,
      slot,
      consumers: [],
      callee: callees[position] as Callee,
      started: entryOf("StepStarted", index, 1),
      completed: entryOf("StepCompleted", index, 1),
      place: undefined,
    };
    const producers = new Set(node.arguments.map((argument) => producerOf.get(argument.value)));
    producers.delete(undefined);
    for (const producer of producers) producer?.consumers.push(built);
    slots.push(producers.size);
    if (producers.size === 0) roots.push(built);
    nodes.push(built);
    producerOf.set(value, built);
    slotOf.set(value, slot);
  });

  // A list that was pushed to has room to grow; that room is cache that the walker would have to do without.
  for (const node of nodes) node.consumers = node.consumers.slice();

  const plain =
    awaited.length === 0 && plan.nodes.every((node, at) => isPlain(node) || !needed.has(plan.inputs.length + at));
  return {
    output: nameOfValue(plan, output),
    inputs,
    nodes,
    roots,
    slots,
    target: slotOf.get(output) ?? -1,
    notNeeded,
    awaited,
    layout: plain ? undefined : layOut(plan, output, nodes),
  };
}

type Building<Callee> = Omit<ProgramNode<Callee>, "consumers"> & { consumers: Building<Callee>[] };

function nameOfValue(plan: Plan, value: number): string {
  const { length } = plan.inputs;
  return (value < length ? plan.inputs[value]?.message : plan.nodes[value - length]?.product?.message) ?? "";
}
