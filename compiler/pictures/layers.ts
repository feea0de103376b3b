import { padTo, displayWidth } from "../diagnostics/display-text.js";
import { conditionId } from "./draw-edges.js";
import type { DrawnEdge, DrawnNode, Drawing } from "./drawn.js";

/**
 * Sorts the steps of a drawing into layers: each step as early as its messages can be there, so that the steps of one
 * layer need nothing of each other.
 */
export function layersOf({ nodes, edges }: Drawing): readonly (readonly DrawnNode[])[] {
  const steps = nodes.filter(({ kind }) => kind === "step" || kind === "choice");
  const depth = new Map<string, number>();
  const suppliers = edgesTo(edges);
  // Steps stand in topological order: what a step needs has its depth already.
  for (const step of steps) {
    const before = (suppliers.get(step.id) ?? []).map((edge) => depth.get(edge.from) ?? -1);
    depth.set(step.id, Math.max(-1, ...before) + 1);
  }
  const layers: DrawnNode[][] = [];
  for (const step of steps) (layers[depth.get(step.id) ?? 0] ??= []).push(step);
  return layers;
}

/** A drawing as a list: the inputs, the steps layer by layer with what they take and make, the outputs. */
export function toLayers(drawing: Drawing): readonly string[] {
  const labels = (kind: DrawnNode["kind"]) =>
    drawing.nodes
      .filter((node) => node.kind === kind)
      .map((node) => node.label)
      .join(", ") || "none";
  const layers = layersOf(drawing);
  const suppliers = edgesTo(drawing.edges);
  const around = ({ within }: DrawnNode) =>
    within.flatMap((graph) => suppliers.get(conditionId(graph)) ?? []).map(({ label }) => `when ${label}`);
  const takes = (step: DrawnNode) =>
    [...new Set([...around(step), ...(suppliers.get(step.id) ?? []).map(takenText)])].join(", ") || "nothing";
  const width = Math.max(0, ...layers.flat().map((step) => displayWidth(step.name)));
  const margin = Math.max("outputs".length, String(layers.length).length) + 2;
  return [
    `${padTo("inputs", margin)}${labels("input")}`,
    ...layers.flatMap((layer, at) =>
      layer.map((step, row) => {
        const number = row === 0 ? String(at + 1) : "";
        return `${padTo(number, margin)}${padTo(step.name, width)}  ${takes(step)} → ${madeText(step)}`;
      }),
    ),
    `${padTo("outputs", margin)}${labels("output")}`,
  ];
}

/** A branch has its key before what it takes. */
function takenText({ role, label }: DrawnEdge): string {
  return role === "branch" ? `as ${label}` : label;
}

function madeText({ node, messageLabel }: DrawnNode): string {
  return node?.kind === "choice" ? node.branches.map((branch) => branch.key).join(" or ") : messageLabel;
}

/** The edges that lead to each box. */
function edgesTo(edges: readonly DrawnEdge[]): ReadonlyMap<string, readonly DrawnEdge[]> {
  const found = new Map<string, DrawnEdge[]>();
  for (const edge of edges) {
    const known = found.get(edge.to);
    if (known) known.push(edge);
    else found.set(edge.to, [edge]);
  }
  return found;
}
