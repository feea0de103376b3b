import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { GraphDeclaration } from "../source/declarations.js";
import {
  type Graph,
  type GraphNode,
  nameless,
  type Port,
  type Producer,
  type ResolvedStep,
  type Unread,
} from "./model.js";
import { nestingOf } from "./nesting.js";
import { NodeBuilder } from "./build-node.js";
import type { Resolved } from "./resolve.js";
import { usesOf } from "./walk.js";

/** A project with its graphs built, before any check. */
export interface Built {
  /** Those under `include`, and those that these contain. */
  readonly graphs: readonly Graph[];
  /** The same, by the key of the declaration. */
  readonly byKey: ReadonlyMap<string, Graph>;
  /** Every step, in a graph or not. */
  readonly steps: readonly ResolvedStep[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Puts every graph together: nodes with their policies, and who provides which message. */
export function build(resolved: Resolved): Built {
  const { declarations, steps, diagnostics } = resolved;
  const all = [...steps.values()];
  const declared = new Map(declarations.graphs.map((graph) => [graph.key, graph]));
  const built = new Map<string, Graph>();
  const nesting = nestingOf(declarations.graphs);
  const nodes = new NodeBuilder(resolved, declared, nesting, built);
  for (const declaration of declarations.graphs) {
    const { key } = declaration;
    built.set(key, { ...buildGraph(declaration, nodes, all), nesting: nesting.get(key) ?? "circular" });
  }
  return { graphs: [...built.values()], byKey: built, steps: all, diagnostics };
}

function buildGraph(
  declaration: GraphDeclaration,
  builder: NodeBuilder,
  all: readonly ResolvedStep[],
): Omit<Graph, "nesting"> {
  const { inputs, outputs } = declaration;
  const nodes = declaration.entries.flatMap((entry) => builder.node(entry) ?? []);
  return {
    // That the name is missing has been reported; what else is wrong is found all the same.
    name: declaration.name ?? nameless,
    version: declaration.version,
    durability: declaration.durability,
    doc: declaration.doc,
    span: declaration.span,
    included: declaration.included,
    broken: declaration.broken,
    exported: declaration.exported,
    listSpans: declaration.keys,
    inputs,
    outputs,
    nodes,
    producers: producersOf(inputs, nodes),
    unlisted: unlistedSteps(all, nodes),
    unread: unreadOf(declaration, nodes, builder),
  };
}

function unlistedSteps(all: readonly ResolvedStep[], nodes: readonly GraphNode[]): ReadonlyMap<string, ResolvedStep> {
  const listed = new Set(nodes.flatMap((node) => usesOf(node).map((use) => use.step)));
  const found = new Map<string, ResolvedStep>();
  for (const step of all) {
    const message = step.product?.message.name;
    if (message !== undefined && !listed.has(step) && !found.has(message)) found.set(message, step);
  }
  return found;
}

function unreadOf(
  { keys, entries, unread }: GraphDeclaration,
  nodes: readonly GraphNode[],
  builder: NodeBuilder,
): Unread {
  // A type that is readable and no message was meant as something, but produces nothing: that is a fault of its own.
  const meant = nodes.map(meantBy);
  // A list that is left out or empty is one fault, and what it lacks is no other.
  const noSteps = unread.has("steps") || entries.length === 0;
  const noInputs = unread.has("inputs") || !keys.has("inputs");
  const noOutputs = unread.has("outputs") || !keys.has("outputs");
  const lacks = (list: "inputs" | "outputs") => entries.some((entry) => builder.lacks(entry, list));
  return {
    products:
      noSteps || noInputs || lacks("outputs") || meant.includes("anything") ? "anything" : new Set(meant.flat()),
    needs: noSteps || noOutputs || lacks("inputs") || entries.some((entry) => builder.hasUnknownNeeds(entry)),
    lists: unread,
  };
}

/** What a step may have been meant to produce, where that could not be read. */
function meantBy(node: GraphNode): readonly string[] | "anything" {
  if (node.kind !== "step" || (node.step.product && !node.step.declaration.broken)) return [];
  return node.step.declaration.broken ? "anything" : node.step.meant;
}

function producersOf(inputs: readonly Port[], nodes: readonly GraphNode[]): ReadonlyMap<string, readonly Producer[]> {
  const producers = new Map<string, Producer[]>();
  const add = (message: string, producer: Producer) => {
    const found = producers.get(message);
    if (found) found.push(producer);
    else producers.set(message, [producer]);
  };
  for (const port of inputs) add(port.message.name, { kind: "input", port });
  for (const node of nodes) {
    for (const product of node.products) add(product.message.name, { kind: "node", node, product });
  }
  return producers;
}
