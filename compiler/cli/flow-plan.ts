import pc from "picocolors";
import { padTo, displayWidth } from "../diagnostics/display-text.js";
import { type FlatHandoff, flattenFlow, flowEnds } from "../graph/flat-flow.js";
import type { Flow } from "../graph/flow-model.js";
import { drawingOf } from "../pictures/drawing-of.js";
import { layersOf } from "../pictures/layers.js";

/** What would run for a flow: its graphs, in what order, and what each hands on. */
export function flowPlanText(flow: Flow, color: boolean): string {
  const { bold, dim } = pc.createColors(color);
  const layers = layersOf(drawingOf(flow)).map((layer) => layer.filter(({ kind }) => kind === "step"));
  const rows = layers.filter((layer) => layer.length > 0);
  const width = Math.max(0, ...rows.flat().map((row) => displayWidth(row.name)));
  const { handoffs } = flattenFlow(flow);
  return [
    bold(flow.name),
    "",
    `takes ${flow.inputs.map(({ message }) => message.name).join(", ") || "nothing"}`,
    `gives ${flow.outputs.map(({ message, optional }) => `${message.name}${optional ? "?" : ""}`).join(", ") || "nothing"}`,
    "",
    ...rows.flatMap((layer, at) =>
      layer.map(({ name }, index) => {
        const number = padTo(index === 0 ? String(at + 1) : "", String(rows.length).length + 2);
        const ways = handoffs.filter(({ from }) => from.some(({ member }) => member.id === name)).map(wayText);
        return `  ${dim(number)}${padTo(name, width)}  ${dim(ways.join("; "))}`.trimEnd();
      }),
    ),
    "",
    dim(
      "Each graph starts as soon as what it takes is there; what stands behind a way that is not taken does not run.",
    ),
    "",
  ].join("\n");
}

function wayText({ to, handoff, errors }: FlatHandoff): string {
  const when = handoff.branch ? `${handoff.branch.case} ` : errors.length > 0 ? `on ${errors.join(" or ")} ` : "";
  return `${when}→ ${to.map(({ member }) => member.id).join(", ")}`;
}

/** The same as data. */
export function flowPlanJson(flow: Flow): string {
  const { handoffs, members } = flattenFlow(flow);
  const layers = layersOf(drawingOf(flow)).map((layer) =>
    layer.flatMap(({ kind, name }) => (kind === "step" ? [name] : [])),
  );
  const document = {
    flow: flow.name,
    inputs: flow.inputs.map(({ message }) => message.name),
    outputs: flow.outputs.map(({ message, optional }) => ({
      message: message.name,
      optional,
      from: flowEnds(flow, message.name).map(({ member }) => member.id),
    })),
    graphs: members.map(({ id, graph }) => ({ id, graph: graph.name, version: graph.version })),
    handoffs: handoffs.map(({ id, from, to, handoff, errors }) => ({
      id,
      from: from.map(({ member }) => member.id),
      to: to.map(({ member }) => member.id),
      ...(handoff.branch && { case: handoff.branch.case }),
      ...(errors.length > 0 && { errors }),
    })),
    parallel: layers.filter((layer) => layer.length > 0),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
