import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.js";
import { type Dim, framesOf } from "../graph/frames.js";
import type { Graph, StepUse, SubgraphNode } from "../graph/model.js";
import { usesOf } from "../graph/walk.js";
import { listText } from "./place.js";

/** How many steps a sentence names. */
const mostNamed = 5;

/**
 * PG4001 (warning): a step is called for each item of a list or stream, and nothing says what it means when one of the
 * calls fails. Steps of a graph that is lifted as a whole are reported once, at the graph.
 */
export function findSilentItems(graph: Graph): readonly Diagnostic[] {
  const { frames } = framesOf(graph);
  return graph.nodes.flatMap((node) => {
    const dim = frames.get(node)?.at(-1);
    if (!dim) return [];
    if (node.kind === "graph") return reportGraph(node, dim);
    return usesOf(node).flatMap((use) => (isSilent(use) ? [reportStep(use, dim)] : []));
  });
}

function isSilent({ faulty, optionSpans }: StepUse): boolean {
  return !faulty && !optionSpans.has("itemFailure");
}

function reportStep(use: StepUse, dim: Dim): Diagnostic {
  const name = use.step.declaration.name;
  return diagnostic("PG4001", use.span, `${use.id} is called ${eachText(dim)}, and has no itemFailure`, {
    severity: "warning",
    trace: [{ message: `called ${eachText(dim)}`, span: dim.product.span }],
    fix: `write use(${name}, { itemFailure: "collect" }) to go on without the items that fail, or "fail" to end the run`,
  });
}

function reportGraph(node: SubgraphNode, dim: Dim): readonly Diagnostic[] {
  const silent = silentIn(node.graph, new Set());
  if (silent.length === 0) return [];
  const names = silent.slice(0, mostNamed).map(({ id }) => id);
  const others = silent.length > mostNamed ? [`${silent.length - mostNamed} more`] : [];
  const have = silent.length === 1 ? "has" : "have";
  return [
    diagnostic(
      "PG4001",
      node.span,
      `${node.id} is called ${eachText(dim)}, and ${listText([...names, ...others])} in it ${have} no itemFailure`,
      {
        severity: "warning",
        trace: [
          { message: `called ${eachText(dim)}`, span: dim.product.span },
          ...silent.slice(0, mostNamed).map(({ id, span }) => ({ message: `${id} is listed`, span })),
        ],
        fix: 'write use(…, { itemFailure: "collect" }) around those steps, or "fail" to end the run',
      },
    ),
  ];
}

/** The steps of a graph, and of those in it, that say nothing of it, but for those that are lifted in it already. */
function silentIn(graph: Graph, seen: Set<Graph>): readonly StepUse[] {
  if (seen.has(graph) || graph.nesting !== "known") return [];
  seen.add(graph);
  const { frames } = framesOf(graph);
  return graph.nodes.flatMap((node) => {
    if ((frames.get(node)?.length ?? 1) > 0) return [];
    return node.kind === "graph" ? silentIn(node.graph, seen) : usesOf(node).filter(isSilent);
  });
}

function eachText({ node, product }: Dim): string {
  return `for each ${product.message.exportName} of ${node.id}`;
}
