import type { GraphDeclaration } from "../source/declarations.js";
import type { Nesting } from "./model.js";

/** How deeply graphs may stand in graphs. */
export const deepestNesting = 50;

/** How many steps a graph may have, with those of the graphs in it: each graph counts as often as it is listed. */
export const mostSteps = 100_000;

interface Measure {
  readonly depth: number;
  readonly steps: number;
}

/** Of each graph, by its key, whether what it contains can be looked into. */
export function nestingOf(graphs: readonly GraphDeclaration[]): ReadonlyMap<string, Nesting> {
  const inner = new Map(graphs.map((graph) => [graph.key, innerOf(graph)]));
  const measures = measure(graphs, inner);
  return new Map(
    graphs.map(({ key }) => {
      const found = measures.get(key);
      if (!found) return [key, "circular"];
      return [key, found.depth > deepestNesting || found.steps > mostSteps ? "too large" : "known"];
    }),
  );
}

function innerOf({ entries }: GraphDeclaration): readonly string[] {
  return entries.flatMap((entry) => (entry.kind === "graph" ? [entry.graph] : []));
}

/** Inner graphs first, so that each is measured once; those that contain a circle are left out. */
function measure(
  graphs: readonly GraphDeclaration[],
  inner: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, Measure> {
  const byKey = new Map(graphs.map((graph) => [graph.key, graph]));
  const left = new Map(graphs.map(({ key }) => [key, new Set(inner.get(key))]));
  const outer = new Map<string, string[]>(graphs.map(({ key }) => [key, []]));
  for (const [key, contained] of left) for (const each of contained) outer.get(each)?.push(key);
  const measures = new Map<string, Measure>();
  const ready = [...left].flatMap(([key, contained]) => (contained.size === 0 ? [key] : []));
  for (let key = ready.pop(); key !== undefined; key = ready.pop()) {
    const parts = (inner.get(key) ?? []).flatMap((each) => measures.get(each) ?? []);
    measures.set(key, {
      depth: 1 + parts.reduce((most, part) => Math.max(most, part.depth), 0),
      steps: parts.reduce((sum, part) => sum + part.steps, ownSteps(byKey.get(key))),
    });
    for (const each of outer.get(key) ?? []) {
      const waits = left.get(each);
      waits?.delete(key);
      if (waits?.size === 0) ready.push(each);
    }
  }
  return measures;
}

function ownSteps(graph: GraphDeclaration | undefined): number {
  return (graph?.entries ?? []).reduce((sum, entry) => sum + (entry.kind === "choice" ? entry.branches.length : 1), 0);
}
