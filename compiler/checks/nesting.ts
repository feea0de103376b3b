import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.js";
import type { Graph, SubgraphNode } from "../graph/model.js";
import { deepestNesting, mostSteps } from "../graph/nesting.js";
import { findCircles, type Hop } from "./circles.js";

/** A graph, and one that it lists. */
interface Containment extends Hop<Graph> {
  readonly entry: SubgraphNode;
}

/** PG2001: a graph contains itself, in however many steps; one diagnostic for each entry that closes a circle. */
export function findSelfContaining(graphs: readonly Graph[]): readonly Diagnostic[] {
  const circular = graphs.filter((graph) => graph.nesting === "circular");
  const hops = new Map(
    circular.map((node) => [node, innerOf(node).map((entry) => ({ node, supplier: entry.graph, entry }))]),
  );
  return findCircles<Graph, Containment>(hops).map((circle) => {
    const [closing] = circle;
    const names = [...circle, ...circle.slice(0, 1)].map(({ node }) => node.name);
    const message =
      circle.length === 1 ? `${names[0] ?? ""} contains itself` : `graphs contain each other: ${names.join(" → ")}`;
    return diagnostic("PG2001", closing?.entry.span ?? circular[0]?.span ?? nowhere, message, {
      trace: circle.map(({ node, supplier, entry }) => ({
        message: `${node.name} lists ${supplier.name}`,
        span: entry.span,
      })),
      fix: "take one of them out: what both need can be a graph of its own",
    });
  });
}

const nowhere = { file: "", line: 1, column: 1, endLine: 1, endColumn: 1 };

/** PG1010: a graph contains more than can be put in one plan; the innermost such graph is the one to repair. */
export function findOversized(graph: Graph): readonly Diagnostic[] {
  const inner = innerOf(graph);
  if (graph.nesting !== "too large" || inner.some((entry) => entry.graph.nesting !== "known")) return [];
  return [
    diagnostic(
      "PG1010",
      graph.span,
      `${graph.name} contains too much: graphs more than ${deepestNesting} deep, or more than ${mostSteps} steps`,
      { fix: "run some of the graphs in it on their own" },
    ),
  ];
}

function innerOf({ nodes }: Graph): readonly SubgraphNode[] {
  return nodes.flatMap((node) => (node.kind === "graph" ? [node] : []));
}
