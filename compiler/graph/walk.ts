import type { Graph, GraphNode, NodeNeed, Producer, StepUse } from "./model.js";
import { inOrder } from "./order.js";

/** A message that a node takes, and who provides it. */
export interface Need extends NodeNeed {
  readonly message: string;
  readonly producers: readonly Producer[];
}

/** What a node needs, parameter by parameter; one whose type could not be read is left out. */
export function needsOf(graph: Graph, node: GraphNode): readonly Need[] {
  return node.needs.map((need) => {
    const message = need.shape.message.name;
    return { ...need, message, producers: graph.producers.get(message) ?? [] };
  });
}

/** The nodes that a node takes messages from. */
export function suppliersOf(graph: Graph, node: GraphNode): readonly GraphNode[] {
  return node.needs.flatMap((need) => nodesOf(graph.producers.get(need.shape.message.name) ?? []));
}

/** The nodes among producers. */
export function nodesOf(producers: readonly Producer[]): readonly GraphNode[] {
  return producers.flatMap((each) => (each.kind === "node" ? [each.node] : []));
}

/** The steps of a node that are its graph's own: one, or those of a choice; a graph's inside is not looked into. */
export function usesOf(node: GraphNode): readonly StepUse[] {
  if (node.kind === "step") return [node];
  return node.kind === "choice" ? node.branches : [];
}

/** The nodes that a message needs, itself included, however far back: what runs when it is asked for. */
export function closureOf(graph: Graph, message: string): ReadonlySet<GraphNode> {
  const reached = new Set<GraphNode>();
  const waiting = [...nodesOf(graph.producers.get(message) ?? [])];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (reached.has(node)) continue;
    reached.add(node);
    waiting.push(...suppliersOf(graph, node));
  }
  return reached;
}

/**
 * The nodes in an order in which each comes after all it needs; of those that could be next, the first by id. The order
 * of declaration changes nothing.
 *
 * @returns without those that stand on a cycle or after one.
 */
export function topologicalOrder(graph: Graph): readonly GraphNode[] {
  return inOrder(graph.nodes, (node) => suppliersOf(graph, node));
}
