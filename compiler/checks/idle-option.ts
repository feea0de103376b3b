import { type Diagnostic, diagnostic, type Span } from "../diagnostics/diagnostic.js";
import { framesOf } from "../graph/frames.js";
import type { Graph, StepUse } from "../graph/model.js";
import { usesOf } from "../graph/walk.js";
import { listText } from "./place.js";

/** Options that only say something of a step that is called for each item of a list. */
const ofItems = ["parallelism", "itemFailure"];

/** PG4004 (warning): an option that says nothing of the step it is put around. */
export function findIdleOptions(graphs: readonly Graph[]): readonly Diagnostic[] {
  const lifted = liftedGraphs(graphs);
  return graphs.flatMap((graph) => {
    const { frames } = framesOf(graph);
    return graph.nodes.flatMap((node) => {
      const once = !lifted.has(graph) && frames.get(node)?.length === 0;
      return usesOf(node)
        .filter((use) => !use.faulty)
        .flatMap((use) => [
          ...(once ? idleOfItems(use) : []),
          ...idleWindow(use),
          ...(node.kind === "choice" ? idleName(use) : []),
        ]);
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
  const places = new Map<Span, string[]>();
  for (const name of ofItems) {
    const span = use.optionSpans.get(name);
    if (span) places.set(span, [...(places.get(span) ?? []), name]);
  }
  return [...places].map(([span, names]) => {
    const say = names.length === 1 ? "says" : "say";
    return idle(span, `${listText(names)} of ${use.id} ${say} nothing: ${use.id} is called once, for no list`);
  });
}

function idleWindow(use: StepUse): readonly Diagnostic[] {
  const span = use.optionSpans.get("window");
  const { product } = use.step;
  if (!span || !product || product.cardinality === "stream") return [];
  return [idle(span, `window of ${use.id} says nothing: ${use.id} returns no stream`)];
}

function idleName({ id, optionSpans }: StepUse): readonly Diagnostic[] {
  const span = optionSpans.get("name");
  return span ? [idle(span, `name of ${id} says nothing: a branch is called by its key`)] : [];
}

function idle(span: Span, message: string): Diagnostic {
  return diagnostic("PG4004", span, message, { severity: "warning", fix: "take it out" });
}
