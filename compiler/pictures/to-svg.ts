import { displayWidth } from "../diagnostics/display-text.js";
import type { Flow } from "../graph/flow-model.js";
import type { Graph } from "../graph/model.js";
import { drawingOf } from "./drawing-of.js";
import type { DrawnEdge, DrawnGroup, DrawnNode } from "./drawn.js";
import { type Box, type Layout, layOut, type Point, type Size } from "./lay-out.js";

const margin = 24;

const titleHeight = 34;

/** Measures of text in px: there is no font to measure with here, so these are the widths of common ones, and a little. */
const text = { node: { cell: 8.8, height: 40, padding: 16 }, edge: { cell: 6.8, height: 16 } };

/** Colours stand as they are, without CSS variables: not every program that shows SVG knows those. */
const style = `
    text { font-family: ui-sans-serif, system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; fill: #1f2933; }
    .paper { fill: #ffffff; }
    .title { font-size: 15px; font-weight: 600; }
    .node text { font-size: 14px; text-anchor: middle; }
    .node rect { stroke-width: 1.5; }
    .step text { font-weight: 600; }
    .step rect { fill: #eef4fb; stroke: #4a7ab5; }
    .input rect { fill: #edf7ef; stroke: #4d9461; }
    .observer rect { fill: none; stroke: #9aa8b5; stroke-dasharray: 5 4; }
    .output rect { fill: #fdf3e3; stroke: #c08a2e; }
    .choice path, .condition path { fill: #f6effb; stroke: #8a63ad; stroke-width: 1.5; }
    .conditional rect { stroke-dasharray: 6 3; }
    .group rect { fill: #4a7ab5; fill-opacity: 0.05; stroke: #9aa8b5; stroke-dasharray: 2 3; }
    .group text { font-size: 12px; font-weight: 600; fill: #5b6b7b; }
    .line { fill: none; stroke: #9aa8b5; stroke-width: 1.5; }
    .dashed { stroke-dasharray: 5 4; }
    .head { fill: #9aa8b5; }
    .label { font-size: 11.5px; text-anchor: middle; fill: #5b6b7b; }
    .under { stroke: #ffffff; stroke-width: 5px; stroke-linejoin: round; }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6ebf0; }
      .paper { fill: #14191f; }
      .step rect { fill: #1c2a3a; stroke: #6b9bd6; }
      .input rect { fill: #1a2d20; stroke: #6db383; }
      .output rect { fill: #33291a; stroke: #d9a650; }
      .choice path, .condition path { fill: #2a1f35; stroke: #b48fd6; }
      .group text { fill: #a3b1be; }
      .line { stroke: #66788a; }
      .head { fill: #66788a; }
      .label { fill: #a3b1be; }
      .under { stroke: #14191f; }
    }
  `;

/**
 * A graph or flow as a picture that stands alone: it follows the reader's light or dark colours, and needs no font of its own.
 * Steps called for each item of a list are drawn as a stack.
 */
export function toSvg(subject: Graph | Flow): string {
  const { name, nodes, edges, groups } = drawingOf(subject);
  const laid = layOut(
    new Map(nodes.map((node) => [node.id, boxSize(node)])),
    edges.map((edge) => ({ from: edge.from, to: edge.to, label: labelSize(edge) })),
    groups.map(({ id, within }) => ({ id, around: within.at(-1) })),
    new Map(nodes.filter(({ within }) => within.length > 0).map(({ id, within }) => [id, within.at(-1) ?? ""])),
  );
  const width = Math.max(laid.width, displayWidth(name) * text.node.cell) + 2 * margin;
  const height = laid.height + titleHeight + 2 * margin;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${round(height)}" width="${round(width)}" height="${round(height)}" role="img" aria-label="${escapeXml(name)}">`,
    `  <style>${style}</style>`,
    `  <defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path class="head" d="M0 1 L10 5 L0 9 z"/></marker></defs>`,
    `  <rect class="paper" width="100%" height="100%" rx="8"/>`,
    `  <text class="title" x="${margin}" y="${margin + 12}">${escapeXml(name)}</text>`,
    `  <g transform="translate(${margin} ${margin + titleHeight})">`,
    ...groups.map((group) => drawGroup(group, laid.frames.get(group.id) ?? nowhere)),
    ...edges.map((edge, index) => drawLine(route(laid, edge, index), edge)),
    ...groups.map((group) => drawGroupName(group, laid.frames.get(group.id) ?? nowhere)),
    ...edges.flatMap((edge, index) => drawLabel(laid.lines[index]?.label, edge)),
    ...nodes.map((node) => drawNode(node, laid.boxes.get(node.id) ?? nowhere)),
    "  </g>",
    "</svg>",
    "",
  ].join("\n");
}

const nowhere: Box = { x: 0, y: 0, width: 0, height: 0 };

/** A rhomb is so wide and high that its text does not reach its sides; a hexagon has its points beside the text. */
function boxSize({ kind, label }: DrawnNode): Size {
  const width = Math.max(kind === "condition" ? 0 : 72, displayWidth(label) * text.node.cell + 2 * text.node.padding);
  if (kind === "choice") return { width: width + 28, height: text.node.height + 24 };
  return { width, height: kind === "condition" ? text.node.height - 10 : text.node.height };
}

function labelSize({ labelled, label }: DrawnEdge): Size | undefined {
  if (!labelled) return undefined;
  return { width: displayWidth(label) * text.edge.cell + 12, height: text.edge.height };
}

function drawGroup({ graph }: DrawnGroup, { x, y, width, height }: Box): string {
  const place = `x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${round(width)}" height="${round(height)}"`;
  return `    <g class="group"><title>${escapeXml(graph)}</title><rect ${place} rx="10"/></g>`;
}

/** Over the lines, which may run where it stands. */
function drawGroupName({ label }: DrawnGroup, { x, y, width, height }: Box): string {
  const written = `x="${round(x - width / 2 + 12)}" y="${round(y - height / 2 + 19)}">${escapeXml(label)}</text>`;
  return `    <g class="group"><text class="under" aria-hidden="true" ${written}<text ${written}</g>`;
}

function drawNode(node: DrawnNode, box: Box): string {
  const { kind, label, conditional } = node;
  return [
    `    <g class="node ${kind}${conditional ? " conditional" : ""}">`,
    drawShape(node, box),
    `<text x="${round(box.x)}" y="${round(box.y + 5)}">${escapeXml(label)}</text></g>`,
  ].join("");
}

function drawShape({ kind, items }: DrawnNode, { x, y, width, height }: Box): string {
  const [right, down] = [width / 2, height / 2];
  if (kind === "choice")
    return `<path d="M${round(x - right)},${round(y)} l${right},${-down} l${right},${down} l${-right},${down} z"/>`;
  if (kind === "condition") {
    const flat = width - height * 0.7;
    const slope = `${round(height * 0.35)}`;
    return `<path d="M${round(x - right)},${round(y)} l${slope},${-down} h${round(flat)} l${slope},${down} l-${slope},${down} h-${round(flat)} z"/>`;
  }
  const rect = (shift: number) =>
    `<rect x="${round(x - right + shift)}" y="${round(y - down - shift)}" width="${round(width)}" height="${round(height)}" rx="${kind === "step" ? 7 : down}"/>`;
  return (items === "" ? "" : `<title>${escapeXml(items)}</title>${rect(5)}`) + rect(0);
}

function drawLine(points: readonly Point[], { message, dashed }: DrawnEdge): string {
  const path = `<path class="line${dashed ? " dashed" : ""}" d="${curve(points)}" marker-end="url(#head)"/>`;
  return `    <g><title>${escapeXml(message)}</title>${path}</g>`;
}

function drawLabel(at: Point | undefined, { label }: DrawnEdge): readonly string[] {
  if (!at) return [];
  const written = `x="${round(at.x)}" y="${round(at.y + 4)}">${escapeXml(label)}</text>`;
  return [`    <text class="label under" aria-hidden="true" ${written}<text class="label" ${written}`];
}

/** The points of a line: out of the right side of one box, into the left side of the other. */
function route({ boxes, lines }: Layout, { from, to }: DrawnEdge, index: number): readonly Point[] {
  const between = (lines[index]?.points ?? []).slice(1, -1);
  const [source, target] = [boxes.get(from), boxes.get(to)];
  const [first, last] = [between[0], between.at(-1)];
  if (!source || !target || !first || !last) return between;
  const start = { x: source.x + source.width / 2, y: level(source, first) };
  const end = { x: target.x - target.width / 2, y: level(target, last) };
  return [start, ...between, end];
}

/** The height at which a line meets a side of a box: as near as the side allows to where the line goes. */
function level({ y, height }: Box, { y: wanted }: Point): number {
  // A rhomb, the highest of all, has its point in the middle.
  const most = height > text.node.height ? 0 : height / 2 - 10;
  return Math.min(Math.max(wanted, y - most), y + most);
}

/** A smooth line through all points, level at each. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (!first) return "";
  let from = first;
  const parts = [`M${place(first)}`];
  for (const to of rest) {
    const x = (from.x + to.x) / 2;
    parts.push(from.y === to.y ? `L${place(to)}` : `C${place({ x, y: from.y })} ${place({ x, y: to.y })} ${place(to)}`);
    from = to;
  }
  return parts.join("");
}

function place({ x, y }: Point): string {
  return `${round(x)},${round(y)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escapeXml(value: string): string {
  return value
    .replace(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
