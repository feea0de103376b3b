import { displayWidth, padTo } from "../diagnostics/display-text.js";
import type { Flow } from "../graph/flow-model.js";
import type { Graph } from "../graph/model.js";
import { drawingOf } from "./drawing-of.js";
import type { Drawing, DrawnNode } from "./drawn.js";
import { toLayers } from "./layers.js";
import { type Shape, seriesParallel } from "./series-parallel.js";

/** The widest picture on lines, in cells; what is wider is listed. */
const widest = 100;

/** Beyond this many boxes a picture on lines says less than a list. */
const most = 40;

/**
 * A graph or flow as a small picture in plain text, for comments and terminals. What cannot be drawn without crossing lines, or
 * would be too wide, is listed layer by layer instead.
 *
 * @param output the full name of an output of a graph: only what it needs is drawn.
 * @returns lines without a line break at the end.
 *
 * @example
 * MovieRequest → FetchMovie ┬→ FetchDirectorProfile ┬→ ClassifyGenreAndMood → GenerateTags → TagSet
 *                           └→ AnalyzeContent ──────┘
 */
export function toText(subject: Graph | Flow, output?: string): string {
  const drawing = drawingOf(subject, output);
  const lines = onLines(drawing) ?? toLayers(drawing);
  return lines.join("\n");
}

function onLines({ nodes, edges }: Drawing): readonly string[] | undefined {
  if (nodes.length > most || nodes.some((node) => node.kind === "condition")) return undefined;
  const index = new Map(nodes.map((node, at) => [node.id, at]));
  const pairs = edges.map(({ from, to }) => [index.get(from) ?? 0, index.get(to) ?? 0] as const);
  const shape = seriesParallel(nodes.length, pairs);
  if (!shape) return undefined;
  const lines = draw(shape, (at) => labelOf(nodes[at]), { opened: false, closed: false }).map((line) => line.trimEnd());
  return lines.some((line) => displayWidth(line) > widest) ? undefined : lines;
}

/** What is called for each item of a list says so; a choice asks. */
function labelOf(node: DrawnNode | undefined): string {
  if (!node) return "";
  if (node.node === undefined) return node.label;
  if (node.kind === "choice") return `${node.name}?`;
  return node.items === "" ? node.name : `${node.name} (${node.items})`;
}

/** Whether lines lead into a shape, and out of it. */
interface Ends {
  readonly opened: boolean;
  readonly closed: boolean;
}

/** The lines of a shape; the first is the one that others lead into and out of. */
function draw(shape: Shape, label: (index: number) => string, ends: Ends): readonly string[] {
  if (shape.kind === "leaf") return [label(shape.index)];
  return shape.kind === "series" ? drawSeries(shape.of, label, ends) : drawParallel(shape.of, label, ends);
}

function drawSeries(parts: readonly Shape[], label: (index: number) => string, ends: Ends): readonly string[] {
  let lines: readonly string[] = [];
  for (const [at, part] of parts.entries()) {
    const opened = at > 0 || ends.opened;
    const closed = at < parts.length - 1 || ends.closed;
    const drawn = draw(part, label, { opened, closed });
    lines = at === 0 ? drawn : beside(lines, part.kind === "parallel" ? " " : endsJoined(lines) ? "→ " : " → ", drawn);
  }
  return lines;
}

function drawParallel(
  branches: readonly Shape[],
  label: (index: number) => string,
  { opened, closed }: Ends,
): readonly string[] {
  const drawn = branches.map((branch) => draw(branch, label, { opened, closed }));
  const last = drawn.length - 1;
  const openedLines = drawn.map((lines, at) => (opened ? open(lines, at, last) : lines));
  if (!closed) return openedLines.flat();
  const width = Math.max(...openedLines.flat().map(displayWidth));
  return openedLines.flatMap((lines, at) => close(lines, at, last, width));
}

/** Puts the line in front of a branch: `┬→ `, `├→ ` or `└→ `, and under it the line to the next branches. */
function open(lines: readonly string[], at: number, last: number): readonly string[] {
  const corner = at === 0 ? "┬" : at === last ? "└" : "├";
  const nested = (lines[0] ?? "").startsWith("┬");
  const [first, below] = [nested ? `${corner}─` : `${corner}→ `, `${at === last ? " " : "│"}${nested ? " " : "  "}`];
  return lines.map((line, row) => (row === 0 ? first : below) + line);
}

/** Leads a branch to the column in which all branches join. */
function close(lines: readonly string[], at: number, last: number, width: number): readonly string[] {
  const corner = at === 0 ? "┬" : at === last ? "┘" : "┤";
  return lines.map((line, row) => {
    if (row > 0) return padTo(line, width + 1) + (at === last ? " " : "│");
    const text = endsJoined([line]) ? line : `${line} `;
    return text + "─".repeat(width + 1 - displayWidth(text)) + corner;
  });
}

/** Whether the first line ends where several lines have joined. */
function endsJoined(lines: readonly string[]): boolean {
  return (lines[0] ?? "").endsWith("┬");
}

function beside(left: readonly string[], joint: string, right: readonly string[]): readonly string[] {
  const width = Math.max(...left.map(displayWidth));
  return Array.from({ length: Math.max(left.length, right.length) }, (_, row) => {
    const [before, after] = [left[row] ?? "", right[row]];
    return after === undefined ? before : padTo(before, width) + (row === 0 ? joint : " ".repeat(joint.length)) + after;
  });
}
