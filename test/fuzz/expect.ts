import { Awaited } from "./awaited.js";
import { dimsOf, isPrefix, type Model, type ModelNode, nodeOf, type Parameter } from "./model.js";
import { placeText, type PlaceText, Reference } from "./reference.js";

/** What is asked for, as texts: nothing where it is absent. */
export type Tree = string | undefined | readonly Tree[];

/** What a run must come to. */
export interface Expectation {
  /** Whether the run fails, completes, or may do either. */
  readonly ends: "FAILED" | "COMPLETED" | "EITHER";
  /** Where it completes. */
  readonly output: Tree;
  /** Ids of the steps that a failing run may name. */
  readonly culprits: ReadonlySet<string>;
  /** What the output waits for, of all nodes, and what of that are calls: a completed run has made them. */
  readonly places: ReadonlySet<PlaceText>;
  readonly must: ReadonlySet<PlaceText>;
  /** Calls that a run may make, and with how many attempts at most. */
  readonly may: ReadonlyMap<PlaceText, number>;
  /** Nodes that something has asked for. */
  readonly demanded: ReadonlySet<ModelNode>;
  /** Nodes all of whose items the output waits for. */
  readonly awaited: ReadonlySet<ModelNode>;
  /** What is known of every call. */
  readonly reference: Reference;
}

/** What a run for a value must come to. */
export function expectationOf(model: Model, wanted: number, inputs: readonly string[]): Expectation {
  const reference = new Reference(model, inputs);
  const read = readTree(model, reference, wanted);
  const { places } = new Awaited(model, reference, wanted);
  const must = new Set([...places].filter((place) => reference.calls.has(place)));
  const mustAsk = reference.asked.size > 0;

  const demand = new Demand(model, reference);
  demand.ask(wanted);
  const strict = new Set(demand.nodes);
  demand.askLazily();
  const awaited = new Set(
    [...demand.nodes].filter((node) =>
      reference.indices(node.frame).every((index) => places.has(placeText(node.id, index))),
    ),
  );

  const broken = model.nodes.filter((node) => demand.nodes.has(node) && isBroken(reference, node));
  const mustBreak = broken.some((node) => strict.has(node) && awaited.has(node) && !mustAsk);
  const loose =
    reference.open ||
    broken.some((node) => !(strict.has(node) && awaited.has(node)) || mustAsk) ||
    [...reference.culprits].some((node) => strict.has(node) || node.frame.length > 0);
  const fails = read.failed || mustBreak;
  return {
    ends: reference.open ? "EITHER" : fails ? "FAILED" : loose ? "EITHER" : "COMPLETED",
    output: read.tree,
    culprits: new Set([...reference.culprits, ...broken].map(({ id }) => id)),
    places,
    must,
    may: new Map([...reference.calls, ...[...reference.tentative].map((place) => [place, 1] as const)]),
    demanded: demand.nodes,
    awaited,
    reference,
  };
}

/** The output as it is given: what is absent is left out of lists. */
function readTree(model: Model, reference: Reference, wanted: number): { tree: Tree; failed: boolean } {
  const dims = dimsOf(model, wanted);
  let failed = false;
  const read = (index: readonly number[]): Tree => {
    const dim = dims[index.length];
    const result = dim === undefined ? reference.at(wanted, index) : reference.result(nodeOf(model, dim), index);
    if (result.kind === "failed") failed = true;
    if (result.kind !== "there") return undefined;
    if (dim === undefined) return result.texts[0];
    return [...result.texts.keys()].map((item) => read([...index, item])).filter((each) => each !== undefined);
  };
  const tree = read([]);
  return { tree, failed };
}

/** Whether more of a node's items have failed than it tolerates, of any of its innermost lists. */
function isBroken(reference: Reference, node: ModelNode): boolean {
  const { itemFailure } = node.options;
  if (typeof itemFailure !== "object") return false;
  return reference.indices(node.frame.slice(0, -1)).some((index) => {
    const items = reference.indices(node.frame).filter((item) => isPrefix(index, item));
    const failed = items.filter((item) => reference.lost.has(placeText(node.id, item))).length;
    return failed > itemFailure.tolerate * items.length;
  });
}

/**
 * Which nodes are asked for: a node as a whole, whichever of its items something needs. What is demanded may run though
 * the output turns out not to wait for it.
 */
class Demand {
  readonly nodes = new Set<ModelNode>();

  constructor(
    private readonly model: Model,
    private readonly reference: Reference,
  ) {}

  ask(value: number): void {
    if (value < this.model.inputs) return;
    const node = nodeOf(this.model, value);
    if (!this.nodes.has(node)) this.demand(node, undefined);
  }

  /** Then what steps have asked for themselves, which may make further steps run. */
  askLazily(): void {
    let known = -1;
    while (known !== this.nodes.size + this.reference.asked.size) {
      known = this.nodes.size + this.reference.asked.size;
      this.reference.lazily(() => {
        for (const node of this.reference.asked) if (!this.nodes.has(node)) this.demand(node, undefined);
      });
    }
  }

  /** @param items the items it is chosen for, where it is a branch. */
  private demand(node: ModelNode, items: readonly (readonly number[])[] | undefined): void {
    this.nodes.add(node);
    for (const dim of node.frame) this.ask(dim);
    for (const { parameters } of node.conditions) this.askAll(parameters);
    const all = items ?? this.reference.indices(node.frame);
    const going = all.filter((index) => this.reference.conditioned(node, index) === undefined);
    if (node.conditions.length === 0 || going.length > 0)
      this.askAll([...node.parameters, ...(node.choice?.parameters ?? [])]);
    for (const index of all) this.reference.result(node, index);
    for (const { key, value } of node.choice?.branches ?? []) {
      const chosen = going.filter((index) => this.reference.chosen.get(placeText(node.id, index)) === key);
      if (chosen.length > 0) this.demand(nodeOf(this.model, value), chosen);
    }
  }

  private askAll(parameters: readonly Parameter[]): void {
    for (const { value, taking } of parameters) if (taking !== "LAZY") this.ask(value);
  }
}
