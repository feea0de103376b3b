import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.js";
import type { Graph, GraphNode } from "../graph/model.js";
import { closureOf, needsOf, suppliersOf } from "../graph/walk.js";
import { neededByRepairs } from "./missing-producer.js";
import { listText } from "./place.js";

/**
 * PG2006 (warning): a step that no output needs, or an input that no step takes. A chain of such steps is reported once,
 * at its tail, the step whose message nobody takes.
 */
export function findUnreachable(graph: Graph): readonly Diagnostic[] {
  // Needs that could not be read may be just the ones in question.
  if (graph.unread.needs || graph.outputs.length === 0) return [];
  // What the repair of something missing will need is needed: one fault, one diagnostic.
  const soonNeeded = neededByRepairs(graph);
  return [...findUnusedSteps(graph, soonNeeded), ...findUnusedInputs(graph, soonNeeded)];
}

function findUnusedSteps(graph: Graph, soonNeeded: ReadonlySet<string>): readonly Diagnostic[] {
  const needed = new Set(graph.outputs.flatMap((output) => [...closureOf(graph, output.message.name)]));
  const unused = graph.nodes.filter((node) => !needed.has(node));
  const taken = new Set(unused.flatMap((node) => suppliersOf(graph, node)));
  // What a step produces that could not be read may be just what is needed.
  const tails = unused
    .filter(({ products }) => products.length > 0 && !products.some(({ message }) => soonNeeded.has(message.name)))
    .filter((node) => !taken.has(node));
  const chains = new Map(tails.map((tail) => [tail, chainOf(graph, tail, needed)]));
  const servesOne = (node: GraphNode) => [...chains.values()].filter((chain) => chain.includes(node)).length === 1;
  return [...chains].map(([tail, chain]) => {
    const others = chain.filter((node) => node !== tail && servesOne(node)).map((node) => node.id);
    const only = others.length > 0 ? `; ${listText(others)} only ${others.length === 1 ? "serves" : "serve"} it` : "";
    return diagnostic("PG2006", tail.span, `no output of ${graph.name} needs ${tail.id}${only}`, {
      severity: "warning",
      trace: chain.map((node) => ({ message: `${node.id} is declared`, span: node.declared })),
      fix: `add ${tail.products.map(({ message }) => `${message.exportName}Schema`).join(" or ")} to outputs, or take the ${tail.kind} out`,
    });
  });
}

/** The unused nodes that a tail needs, itself first. */
function chainOf(graph: Graph, tail: GraphNode, needed: ReadonlySet<GraphNode>): readonly GraphNode[] {
  const chain = new Set([tail]);
  for (const node of chain)
    for (const supplier of suppliersOf(graph, node)) if (!needed.has(supplier)) chain.add(supplier);
  return [...chain];
}

function findUnusedInputs(graph: Graph, soonNeeded: ReadonlySet<string>): readonly Diagnostic[] {
  const taken = new Set(graph.nodes.flatMap((node) => needsOf(graph, node).map((need) => need.message)));
  return graph.inputs
    .filter(({ message }) => !taken.has(message.name) && !soonNeeded.has(message.name))
    .map(({ message, span }) =>
      diagnostic("PG2006", span, `no step of ${graph.name} takes ${message.name}`, {
        severity: "warning",
        fix: `take ${message.exportName}Schema out of inputs`,
      }),
    );
}
