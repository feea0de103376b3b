import type { Flow } from "../graph/flow-model.js";
import type { Graph } from "../graph/model.js";
import { drawingOf } from "./drawing-of.js";
import type { Drawing, DrawnEdge, DrawnNode } from "./drawn.js";

const shapes = {
  input: ["([", "])"],
  step: ["[", "]"],
  choice: ["{", "}"],
  condition: ["{{", "}}"],
  observer: [">", "]"],
  output: ["([", "])"],
} as const;

/**
 * A graph or flow as a Mermaid flowchart: messages that come in or go out are round, steps are boxes, those called for each item
 * of a list have two lines at their sides, those with a condition are dashed; a choice is a rhomb, a graph in the graph a
 * box around its steps.
 */
export function toMermaid(subject: Graph | Flow): string {
  const drawing = drawingOf(subject);
  const { nodes, edges } = drawing;
  // Mermaid has words that no id may be, such as `end`: numbered ids are never one of them.
  const ids = new Map(nodes.map((node, index) => [node.id, `${node.kind}${index}`]));
  const idOf = (id: string) => ids.get(id) ?? "";
  const idsOf = (chosen: readonly DrawnNode[]) => chosen.map((node) => idOf(node.id)).join(",");
  const conditional = nodes.filter((node) => node.conditional);
  return [
    "flowchart LR",
    ...boxes(drawing, undefined, (node) => `${idOf(node.id)}${box(node)}`),
    ...edges.map((edge) => `  ${idOf(edge.from)} ${arrow(edge)} ${idOf(edge.to)}`),
    "  classDef port fill:none,stroke-dasharray:4 3",
    `  class ${idsOf(nodes.filter(({ kind }) => kind === "input" || kind === "output"))} port`,
    ...(conditional.length === 0
      ? []
      : ["  classDef conditional stroke-dasharray:6 3", `  class ${idsOf(conditional)} conditional`]),
    "",
  ].join("\n");
}

/** The boxes that stand in a graph in the graph, or in none; those of graphs in that one come after its own. */
function boxes(drawing: Drawing, around: string | undefined, draw: (node: DrawnNode) => string): readonly string[] {
  const { nodes, groups } = drawing;
  const own = nodes.filter((node) => node.within.at(-1) === around).map((node) => `  ${draw(node)}`);
  const inner = groups.flatMap((group, index) => {
    if (group.within.at(-1) !== around) return [];
    const inside = boxes(drawing, group.id, draw).map((line) => `  ${line}`);
    return [`  subgraph graph${index}["${escapeLabel(group.label)}"]`, ...inside, "  end"];
  });
  return [...own, ...inner];
}

function box({ kind, label, items }: DrawnNode): string {
  const [open, close] = kind === "step" && items !== "" ? ["[[", "]]"] : shapes[kind];
  return `${open}"${escapeLabel(label)}"${close}`;
}

function arrow({ labelled, label, dashed }: DrawnEdge): string {
  if (!labelled) return dashed ? "-.->" : "-->";
  return dashed ? `-. "${escapeLabel(label)}" .->` : `-- "${escapeLabel(label)}" -->`;
}

/** Mermaid's entities: a label cannot end its quotes, nor be taken for markup. */
function escapeLabel(text: string): string {
  return text.replace(/[^\w .,:/()+-]/gu, (character) => `#${character.codePointAt(0) ?? 0};`);
}
