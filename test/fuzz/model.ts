import type { UseOptions } from "protograph";

/** How a parameter takes its message. */
export type Taking = "ONE" | "OPTIONAL" | "LIST" | "STREAM" | "LAZY";

/** An edge: values are numbered as in a plan, inputs first. */
export interface Parameter {
  readonly value: number;
  readonly taking: Taking;
}

/** A predicate or selector: what it answers is drawn from what it is given, and from its salt. */
export interface Decider {
  readonly parameters: readonly Parameter[];
  readonly salt: number;
}

/** What a step does: all of it is drawn from what the step is given. */
export interface Behaviour {
  readonly salt: number;
  /** Of eight things it may be given, for how many it fails. */
  readonly failing: number;
  /** Whether only its first attempt fails. */
  readonly passing: boolean;
  /** Whether it catches what a lazy message rejects with. */
  readonly catching: boolean;
  /** Whether a stream fails after its items. */
  readonly breaking: boolean;
  /** How long it takes: 0 is synchronous. */
  readonly delay: number;
}

export interface ModelNode {
  readonly id: string;
  /** Its message's number. */
  readonly message: number;
  readonly product: "ONE" | "OPTIONAL" | "LIST" | "STREAM";
  readonly parameters: readonly Parameter[];
  /** The values it is lifted over. */
  readonly frame: readonly number[];
  /** Those of the graphs around it first. */
  readonly conditions: readonly Decider[];
  /** The last of them, where it is not one of a graph around it. */
  readonly ownCondition: Decider | undefined;
  readonly choice: ModelChoice | undefined;
  /** What its fallback takes, where it has one. */
  readonly fallback: readonly Parameter[] | undefined;
  readonly behaviour: Behaviour;
  /** The data of its options. */
  readonly options: Pick<UseOptions, "retry" | "itemFailure" | "parallelism" | "window" | "bulkhead">;
}

export interface ModelChoice extends Decider {
  readonly branches: readonly { readonly key: string; readonly value: number }[];
}

/** A graph, or a graph in a graph, as it is declared. */
export interface ModelScope {
  /** The part of the ids of what is in it; empty for the whole. */
  readonly name: string;
  /** Its inputs and outputs, as numbers of values. */
  readonly inputs: readonly number[];
  readonly outputs: number[];
  /** The condition of the graph as a whole. */
  readonly when: Decider | undefined;
  /** In order: numbers of nodes (of a choice only its own), and graphs. */
  readonly entries: (number | ModelScope)[];
}

export interface Model {
  /** How many inputs; input `i` is value `i` and has message `i`. */
  readonly inputs: number;
  readonly nodes: readonly ModelNode[];
  readonly root: ModelScope;
}

/** The lists and streams that a value is an item of, outermost first. */
export function dimsOf(model: Pick<Model, "inputs" | "nodes">, value: number): readonly number[] {
  const node = model.nodes[value - model.inputs];
  if (node === undefined) return [];
  return isMany(node) ? [...node.frame, value] : node.frame;
}

export function isMany({ product }: Pick<ModelNode, "product">): boolean {
  return product === "LIST" || product === "STREAM";
}

export function nodeOf({ inputs, nodes }: Pick<Model, "inputs" | "nodes">, value: number): ModelNode {
  const node = nodes[value - inputs];
  if (node === undefined) throw new Error(`value ${value} has no node`);
  return node;
}

/** Whether one list of lists is the beginning of the other. */
export function isPrefix(shorter: readonly number[], longer: readonly number[]): boolean {
  return shorter.length <= longer.length && shorter.every((dim, place) => longer[place] === dim);
}

/** All edges into a node, whatever they are for. */
export function edgesOf({ parameters, conditions, choice, fallback }: ModelNode): readonly Parameter[] {
  return [
    ...parameters,
    ...conditions.flatMap((condition) => condition.parameters),
    ...(choice?.parameters ?? []),
    ...(choice?.branches ?? []).map(({ value }): Parameter => ({ value, taking: "LAZY" })),
    ...(fallback ?? []),
  ];
}

/** Whether a value may be absent where its lists are not: an output must be optional then. */
function mayBeAbsent(model: Model, value: number): boolean {
  const node = model.nodes[value - model.inputs];
  if (node === undefined) return false;
  if (node.product === "OPTIONAL" || node.conditions.length > 0) return true;
  const required = [...node.parameters, ...(node.choice?.parameters ?? []), ...(node.fallback ?? [])];
  if (required.some((parameter) => isMissing(model, parameter))) return true;
  return node.choice?.branches.some((branch) => mayBeAbsent(model, branch.value)) ?? false;
}

function isMissing(model: Model, { value, taking }: Parameter): boolean {
  if (taking === "ONE") return mayBeAbsent(model, value);
  if (taking !== "LIST" && taking !== "STREAM") return false;
  const origin = dimsOf(model, value).at(-1);
  return origin !== undefined && mayBeAbsent(model, origin);
}

/** Whether the output of a value must be optional. */
export function isOptionalOutput(model: Model, value: number): boolean {
  const [outermost] = dimsOf(model, value);
  return mayBeAbsent(model, outermost ?? value);
}
