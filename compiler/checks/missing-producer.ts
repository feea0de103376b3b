import { type Diagnostic, diagnostic, type Trace } from "../diagnostics/diagnostic.js";
import { nearestName } from "../diagnostics/near-names.js";
import type { Graph, GraphNode, Product } from "../graph/model.js";
import { closureOf, type Need, needsOf, nodesOf } from "../graph/walk.js";
import { nodeText, placeText, takerPlace, takerText } from "./place.js";

/** A message that nobody provides, and who takes it. */
interface Missing {
  readonly message: string;
  readonly exportName: string;
  readonly consumers: readonly { readonly node: GraphNode; readonly need: Need }[];
}

/** PG2002: a parameter's message is neither an input nor produced; one diagnostic a message, its takers in the trace. */
export function findMissingProducers(graph: Graph): readonly Diagnostic[] {
  return missingMessages(graph).flatMap((missing) => {
    const [first] = missing.consumers;
    if (!first || mayBeThere(graph, missing.exportName)) return [];
    return [
      diagnostic("PG2002", first.need.span, `no step or input provides ${missing.message}`, {
        trace: [
          ...missing.consumers.map(({ node, need }, index) => ({
            message: `needed by ${takerText(node, need)}`,
            span: index === 0 ? takerPlace(node, need) : need.span,
          })),
          ...requesters(graph, first.node),
        ],
        fix: repair(graph, missing),
      }),
    ];
  });
}

/** Whether something that could not be read may provide a message. */
export function mayBeThere(graph: Graph, exportName: string): boolean {
  const { products } = graph.unread;
  return products === "anything" || products.has(exportName);
}

function missingMessages(graph: Graph): readonly Missing[] {
  const found = new Map<string, { exportName: string; consumers: Missing["consumers"] }>();
  for (const node of graph.nodes) {
    for (const need of needsOf(graph, node)) {
      const { message, producers } = need;
      if (producers.length > 0) continue;
      const before = found.get(message);
      const { exportName } = need.shape.message;
      found.set(message, { exportName, consumers: [...(before?.consumers ?? []), { node, need }] });
    }
  }
  return [...found].map(([message, each]) => ({ message, ...each }));
}

/** The outputs that cannot be had because of a node. */
function requesters(graph: Graph, node: GraphNode): readonly Trace[] {
  return graph.outputs
    .filter((output) => closureOf(graph, output.message.name).has(node))
    .map((output) => ({
      message: `requested by ${graph.name} → ${output.message.exportName}`,
      span: output.span,
    }));
}

function repair(graph: Graph, { message, exportName }: Missing): string {
  return otherProducer(graph, message) ?? `add a step that returns ${exportName}, or ${exportName}Schema to inputs`;
}

/** The messages that are needed once what is missing is repaired as suggested. */
export function neededByRepairs(graph: Graph): ReadonlySet<string> {
  const missing = [
    ...missingMessages(graph).map(({ message }) => message),
    ...graph.outputs.map(({ message }) => message.name).filter((message) => !graph.producers.has(message)),
  ];
  return new Set(
    missing.flatMap((message) => {
      if (hiddenProducer(graph, message)) return [];
      const unlisted = graph.unlisted.get(message);
      if (unlisted) return unlisted.parameters.flatMap(({ shape }) => shape?.message.name ?? []);
      return nearMessage(graph, message) ?? [];
    }),
  );
}

function nearMessage(graph: Graph, message: string): string | undefined {
  return nearestName(message, [...graph.producers.keys()]);
}

interface Hidden {
  readonly graph: Graph;
  readonly node: GraphNode;
  readonly product: Product;
}

/** A node of a graph in the graph that provides a message, which that graph keeps to itself. */
function hiddenProducer({ nodes }: Graph, message: string): Hidden | undefined {
  const inner = nodes.flatMap((node) => (node.kind === "graph" && node.graph.nesting === "known" ? [node.graph] : []));
  return inner.flatMap((graph) =>
    (graph.producers.get(message) ?? []).flatMap((each) => (each.kind === "node" ? [{ ...each, graph }] : [])),
  )[0];
}

/** What a graph in the graph could give away, a step that the graph could list, or else a message of a like name that it has. */
export function otherProducer(graph: Graph, message: string): string | undefined {
  const hidden = hiddenProducer(graph, message);
  if (hidden) {
    const { graph: inner, node, product } = hidden;
    return `add ${product.message.exportName}Schema to the outputs of ${inner.name}: ${nodeText(node)} in it provides it`;
  }
  const unlisted = graph.unlisted.get(message)?.declaration;
  return unlisted
    ? `list ${unlisted.name} (${placeText(unlisted.span)}) in steps: it returns ${message}`
    : nearProducer(graph, message);
}

/** “Did you mean”, for a message with a like name that is there. */
function nearProducer(graph: Graph, message: string): string | undefined {
  const near = nearMessage(graph, message);
  if (near === undefined) return undefined;
  const [node] = nodesOf(graph.producers.get(near) ?? []);
  return node ? `did you mean ${near}, produced by ${nodeText(node)}?` : `did you mean ${near}, an input?`;
}
