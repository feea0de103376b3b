import { Durability } from "../../generated/protograph/v1/plan_pb.js";
import { type Diagnostic, diagnostic, type Span } from "../diagnostics/diagnostic.js";
import type { Graph, StepUse, SubgraphNode } from "../graph/model.js";
import { usesOf } from "../graph/walk.js";
import { listText } from "./place.js";

/** How many steps a sentence names. */
const mostNamed = 5;

/**
 * PG4005: a step has an effect, and what it returns is never stored, as it says itself or the graph it runs in does. A
 * graph in the graph that says nothing of its own is stored like the graph around it, and is reported there, once.
 */
export function findUnstoredEffects(graph: Graph): readonly Diagnostic[] {
  const { name, durability } = graph;
  const inMemory = durability?.mode === "memory" ? durability.span : undefined;
  return graph.nodes.flatMap((node) => {
    if (node.kind === "graph") return inMemory ? reportGraph(node, name, inMemory) : [];
    return usesOf(node).flatMap((use) => {
      if (!hasEffect(use)) return [];
      const own = use.policies.durability;
      if (own === Durability.MEMORY) return [reportOwn(use)];
      return own === Durability.UNSPECIFIED && inMemory ? [reportStep(use, name, inMemory)] : [];
    });
  });
}

function hasEffect({ faulty, policies }: StepUse): boolean {
  return !faulty && policies.effect;
}

function reportOwn(use: StepUse): Diagnostic {
  const span = use.optionSpans.get("durability");
  return diagnostic("PG4005", effectSpan(use), `${use.id} has an effect, and its durability is "memory": ${doubt}`, {
    ...(span && { trace: [{ message: "never stored", span }] }),
    fix: 'take its durability out, or write "async" or "sync"',
  });
}

function reportStep(use: StepUse, graph: string, span: Span): Diagnostic {
  const message = `${use.id} has an effect, and the durability of ${graph} is "memory": ${doubt}`;
  return diagnostic("PG4005", effectSpan(use), message, {
    trace: [{ message: `${graph} is never stored`, span }],
    fix: `add durability: "async" or "sync" to the options of ${use.id}`,
  });
}

function reportGraph(node: SubgraphNode, graph: string, span: Span): readonly Diagnostic[] {
  const uses = unstoredIn(node.graph, new Set());
  if (uses.length === 0) return [];
  const names = uses.slice(0, mostNamed).map(({ id }) => id);
  const others = uses.length > mostNamed ? [`${uses.length - mostNamed} more`] : [];
  const have = uses.length === 1 ? "has an effect" : "have effects";
  return [
    diagnostic(
      "PG4005",
      node.span,
      `${listText([...names, ...others])} in ${node.id} ${have}, and the durability of ${graph} is "memory": ${doubt}`,
      {
        trace: [
          { message: `${graph} is never stored`, span },
          ...uses.slice(0, mostNamed).map((use) => ({ message: `${use.id} has an effect`, span: effectSpan(use) })),
        ],
        fix: `add durability: "async" or "sync" to ${node.graph.name}, or to those steps`,
      },
    ),
  ];
}

/** The steps with an effect of a graph that says nothing of its durability, and of those in it that do not either. */
function unstoredIn(graph: Graph, seen: Set<Graph>): readonly StepUse[] {
  if (seen.has(graph) || graph.nesting !== "known" || graph.durability) return [];
  seen.add(graph);
  return graph.nodes.flatMap((node) =>
    node.kind === "graph"
      ? unstoredIn(node.graph, seen)
      : usesOf(node).filter((use) => hasEffect(use) && use.policies.durability === Durability.UNSPECIFIED),
  );
}

function effectSpan({ optionSpans, span }: StepUse): Span {
  return optionSpans.get("effect") ?? span;
}

const doubt = "after a crash nobody knows whether it was done";
