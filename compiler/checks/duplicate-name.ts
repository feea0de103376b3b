import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.js";
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

/** PG2009: two graphs have one name, or names whose generated files would be one on some disks. */
export function findDuplicateNames(graphs: readonly Graph[]): readonly Diagnostic[] {
  const first = new Map<string, Graph>();
  return graphs.flatMap((graph) => {
    if (graph.name === nameless) return [];
    const key = graphPath(graph.name).toLowerCase();
    const before = first.get(key);
    if (!before) {
      first.set(key, graph);
      return [];
    }
    const same = before.name === graph.name;
    const message = same
      ? `two graphs are called ${graph.name}`
      : `${graph.name} and ${before.name} (${placeText(before.span)}) would be generated into one file`;
    return [
      diagnostic("PG2009", graph.span, message, {
        trace: [{ message: `${before.name} is declared`, span: before.span }],
        fix: "rename one of them",
      }),
    ];
  });
}
