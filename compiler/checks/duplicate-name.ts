import { type Diagnostic, diagnostic, type Span } from "../diagnostics/diagnostic.js";
import { type Flow, namelessFlow } from "../graph/flow-model.js";
import { type Graph, type GraphNode, nameless } from "../graph/model.js";
import { graphPath } from "../graph/graph-path.js";
import { lowerFirst } from "../source/lower-first.js";
import { placeText } from "./place.js";

/** PG2009: two different steps of a graph have one name. A step listed twice is a second producer, and PG2003's. */
export function findDuplicateSteps(graph: Graph): readonly Diagnostic[] {
  const first = new Map<string, GraphNode>();
  return graph.nodes.flatMap((node) => {
    const before = first.get(node.id);
    if (!before) first.set(node.id, node);
    if (!before || isSame(before, node) || node.id === "") return [];
    return [
      diagnostic(
        "PG2009",
        node.span,
        `${graph.name} has two ${node.kind === "step" && before.kind === "step" ? "steps" : "nodes"} called ${node.id}`,
        {
          trace: [
            { message: `${node.id} is`, span: node.declared },
            { message: `and also`, span: before.declared },
          ],
          fix: `give one of them a name of its own: ${renamed(node) ?? renamed(before) ?? "each message is chosen once"}`,
        },
      ),
    ];
  });
}

/** What is listed twice: that is a second producer. */
function isSame(a: GraphNode, b: GraphNode): boolean {
  if (a.kind === "step") return b.kind === "step" && a.step === b.step;
  if (a.kind === "graph") return b.kind === "graph" && a.graph === b.graph;
  return b.kind === "choice";
}

/** How a node gets another name; a choice is called like its message. */
function renamed(node: GraphNode): string | undefined {
  if (node.kind === "choice") return undefined;
  const name = node.kind === "step" ? node.step.declaration.name : lowerFirst(node.id);
  return `use(${name}, { name: "…" })`;
}

/** A graph or a flow. */
interface Named {
  readonly name: string;
  readonly span: Span;
  readonly kind: "graph" | "flow";
}

/** PG2009: two graphs or flows have one name, or names whose generated files would be one on some disks. */
export function findDuplicateNames(graphs: readonly Graph[], flows: readonly Flow[]): readonly Diagnostic[] {
  const all: readonly Named[] = [
    ...graphs.map(({ name, span }) => ({ name, span, kind: "graph" as const })),
    ...flows.map(({ name, span }) => ({ name, span, kind: "flow" as const })),
  ];
  const first = new Map<string, Named>();
  return all.flatMap((each) => {
    if (each.name === nameless || each.name === namelessFlow) return [];
    const key = graphPath(each.name).toLowerCase();
    const before = first.get(key);
    if (!before) {
      first.set(key, each);
      return [];
    }
    const message =
      before.name === each.name
        ? `${bothText(before, each)} are called ${each.name}`
        : `${each.name} and ${before.name} (${placeText(before.span)}) would be generated into one file`;
    return [
      diagnostic("PG2009", each.span, message, {
        trace: [{ message: `${before.name} is declared`, span: before.span }],
        fix: "rename one of them",
      }),
    ];
  });
}

function bothText(before: Named, after: Named): string {
  return before.kind === after.kind ? `two ${after.kind}s` : `a ${before.kind} and a ${after.kind}`;
}
