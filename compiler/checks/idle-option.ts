import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.js";
import { framesOf } from "../graph/frames.js";
import type { Graph, StepUse } from "../graph/model.js";
import { usesOf } from "../graph/walk.js";

/** Options that only say something of a step that is called for each item of a list. */
const ofItems = ["parallelism", "itemFailure"];

/** PG4004 (warning): an option that says nothing of the step it is put around. */
export function findIdleOptions(graphs: readonly Graph[]): readonly Diagnostic[] {
  const lifted = liftedGraphs(graphs);
  return graphs.flatMap((graph) => {
    const { frames } = framesOf(graph);
    return graph.nodes.flatMap((node) => {
      const once = !lifted.has(graph) && frames.get(node)?.length === 0;
      return usesOf(node).flatMap((use) => [...(once ? idleOfItems(use) : []), ...idleWindow(use)]);
    });
  });
}

/** The graphs that are called for each item of a list somewhere, or may be: their steps are, then, too. */
function liftedGraphs(graphs: readonly Graph[]): ReadonlySet<Graph> {
  const inner = (graph: Graph) => graph.nodes.flatMap((node) => (node.kind === "graph" ? [node] : []));
  const lifted = new Set(
    graphs.flatMap((graph) => {
      const { frames } = framesOf(graph);
      return inner(graph).flatMap((node) => (frames.get(node)?.length === 0 ? [] : [node.graph]));
    }),
  );
  for (const graph of lifted) for (const node of inner(graph)) lifted.add(node.graph);
  return lifted;
}

function idleOfItems(use: StepUse): readonly Diagnostic[] {
  return ofItems.flatMap((name) => {
    const span = use.optionSpans.get(name);
    return span ? [idle(span, `${name} of ${use.id} says nothing: ${use.id} is called once, for no list`)] : [];
  });
}

function idleWindow(use: StepUse): readonly Diagnostic[] {
  const span = use.optionSpans.get("window");
  const { product } = use.step;
  if (!span || !product || product.cardinality === "stream") return [];
  return [idle(span, `window of ${use.id} says nothing: ${use.id} returns no stream`)];
}

function idle(span: Diagnostic["span"], message: string): Diagnostic {
  return diagnostic("PG4004", span, message, { severity: "warning", fix: "take it out" });
}
