import type { Flow } from "../graph/flow-model.js";
import type { Graph } from "../graph/model.js";
import { drawingOf } from "./drawing-of.js";
import type { Drawing, DrawnEdge, DrawnNode } from "./drawn.js";

/**
 * A graph or flow in Graphviz' DOT: messages that come in or go out are round, steps are boxes, those called for each item of a
 * list have two lines around them, those with a condition are dashed; a choice is a diamond, a graph in the graph a
 * cluster.
 */
export function toDot(subject: Graph | Flow): string {
  const drawing = drawingOf(subject);
  const { name, edges } = drawing;
  return [
    `digraph ${quote(name)} {`,
    "  rankdir=LR;",
    '  node [shape=box, style=rounded, fontname="Helvetica,Arial,sans-serif"];',
    '  edge [fontname="Helvetica,Arial,sans-serif", fontsize=10];',
    ...boxes(drawing, undefined),
    ...edges.map((edge) => `  ${quote(edge.from)} -> ${quote(edge.to)}${arrow(edge)};`),
    "}",
    "",
  ].join("\n");
}

/** The boxes that stand in a graph in the graph, or in none; those of graphs in that one come after its own. */
function boxes(drawing: Drawing, around: string | undefined): readonly string[] {
  const { nodes, groups } = drawing;
  const own = nodes
    .filter((node) => node.within.at(-1) === around)
    .map((node) => `  ${quote(node.id)} [${attributes(box(node))}];`);
  const inner = groups
    .filter((group) => group.within.at(-1) === around)
    .flatMap((group) => [
      `  subgraph ${quote(`cluster ${group.id}`)} {`,
      `    label=${quote(group.label)};`,
      '    fontname="Helvetica,Arial,sans-serif";',
      "    style=rounded;",
      ...boxes(drawing, group.id).map((line) => `  ${line}`),
      "  }",
    ]);
  return [...own, ...inner];
}

function box({ kind, label, items, conditional }: DrawnNode): readonly string[] {
  const named = `label=${quote(label)}`;
  switch (kind) {
    case "step":
      return [named, ...(items === "" ? [] : ["peripheries=2"]), ...(conditional ? ['style="rounded,dashed"'] : [])];
    case "choice":
      return [named, "shape=diamond", "style=solid"];
    case "condition":
      return [named, "shape=hexagon", "style=solid"];
    case "observer":
      return [named, "shape=note", "style=dashed"];
    case "input":
    case "output":
      return [named, "shape=oval", "style=dashed"];
  }
}

function arrow({ labelled, label, dashed }: DrawnEdge): string {
  const written = [...(labelled ? [`label=${quote(label)}`] : []), ...(dashed ? ["style=dashed"] : [])];
  return written.length === 0 ? "" : ` [${attributes(written)}]`;
}

function attributes(written: readonly string[]): string {
  return written.join(", ");
}

function quote(text: string): string {
  return `"${text
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replace(/[\r\n]+/g, " ")}"`;
}
