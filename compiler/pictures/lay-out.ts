import * as dagre from "@dagrejs/dagre";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A box, named by its middle. */
export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A line from box to box, with room for a label where it has one. */
export interface Line {
  readonly from: string;
  readonly to: string;
  readonly label: Size | undefined;
}

/** A box around boxes, and around other such boxes. */
export interface Frame {
  readonly id: string;
  /** The frame that it stands in itself. */
  readonly around: string | undefined;
}

export interface Layout extends Size {
  readonly boxes: ReadonlyMap<string, Box>;
  readonly frames: ReadonlyMap<string, Box>;
  /** For each line, in the order given, the points it runs through and the middle of its label. */
  readonly lines: readonly { readonly points: readonly Point[]; readonly label: Point | undefined }[];
}

/** The part of dagre in use here: its own types do not resolve where modules are Node's. */
interface Dagre {
  readonly Graph: new (options: { readonly multigraph: boolean; readonly compound: boolean }) => DagreGraph;
  readonly layout: (graph: DagreGraph) => void;
}

interface DagreGraph {
  setGraph(options: object): void;
  setNode(id: string, size: Partial<Size>): void;
  setParent(id: string, parent: string): void;
  setEdge(from: string, to: string, label: object, name: string): void;
  node(id: string): Box;
  edge(from: string, to: string, name: string): { readonly points: readonly Point[] } & Partial<Point>;
}

const { Graph, layout } = dagre as unknown as Dagre;

const separation = { nodesep: 28, edgesep: 16, ranksep: 52 };

/** What a frame leaves free around what stands in it; its name stands at the top. */
const inset = { side: 16, top: 30, bottom: 16 };

const origin: Point = { x: 0, y: 0 };

/** Beyond this many columns crossed by all lines together, avoiding crossings would take minutes, and be in vain. */
const mostCrossed = 2_000;

/**
 * Finds a place for every box and line, from left to right, with few crossings; the same for the same input.
 *
 * @param boxes in topological order: each line leads from an earlier box to a later one.
 * @param frames each after the one around it.
 * @param inside the frame that a box stands in.
 */
export function layOut(
  boxes: ReadonlyMap<string, Size>,
  lines: readonly Line[],
  frames: readonly Frame[] = [],
  inside: ReadonlyMap<string, string> = new Map(),
): Layout {
  const columns = columnsOf(boxes, lines);
  const column = (id: string) => columns.get(id) ?? 0;
  const crossed = lines.reduce((sum, { from, to }) => sum + column(to) - column(from), 0);
  const { laid, drawn } =
    crossed > mostCrossed ? inColumns(boxes, lines, columns) : withDagre(boxes, lines, frames, inside);
  const framed = framesAround(laid, frames, inside);
  const corners = [...laid.values(), ...framed.values()].flatMap(({ x, y, width, height }) => [
    { x: x - width / 2, y: y - height / 2 },
    { x: x + width / 2, y: y + height / 2 },
  ]);
  return shifted(laid, framed, drawn, [...corners, ...drawn.flatMap((line) => line.points)]);
}

interface Placed {
  readonly laid: Layout["boxes"];
  readonly drawn: Layout["lines"];
}

function withDagre(
  boxes: ReadonlyMap<string, Size>,
  lines: readonly Line[],
  frames: readonly Frame[],
  inside: ReadonlyMap<string, string>,
): Placed {
  const graph = new Graph({ multigraph: true, compound: true });
  graph.setGraph({ rankdir: "LR", ...separation });
  // What is laid out is written into the objects given: each gets its own.
  for (const [id, { width, height }] of boxes) graph.setNode(id, { width, height });
  for (const { id } of frames) graph.setNode(id, {});
  for (const { id, around } of frames) if (around !== undefined) graph.setParent(id, around);
  for (const [id, frame] of inside) graph.setParent(id, frame);
  for (const [index, { from, to, label }] of lines.entries()) {
    graph.setEdge(from, to, label ? { ...label, labelpos: "c" } : {}, String(index));
  }
  layout(graph);
  return {
    laid: new Map([...boxes.keys()].map((id) => [id, graph.node(id)])),
    drawn: lines.map(({ from, to, label }, index) => {
      const { points, x = 0, y = 0 } = graph.edge(from, to, String(index));
      return { points, label: label && { x, y } };
    }),
  };
}

/** Each frame as small as what stands in it allows; the inner ones are known first. */
function framesAround(
  boxes: Layout["boxes"],
  frames: readonly Frame[],
  inside: ReadonlyMap<string, string>,
): Layout["frames"] {
  const found = new Map<string, Box>();
  for (const { id } of frames.toReversed()) {
    const held = [
      ...[...inside].flatMap(([box, frame]) => (frame === id ? (boxes.get(box) ?? []) : [])),
      ...frames.flatMap((frame) => (frame.around === id ? (found.get(frame.id) ?? []) : [])),
    ];
    const left = Math.min(...held.map(({ x, width }) => x - width / 2)) - inset.side;
    const right = Math.max(...held.map(({ x, width }) => x + width / 2)) + inset.side;
    const top = Math.min(...held.map(({ y, height }) => y - height / 2)) - inset.top;
    const bottom = Math.max(...held.map(({ y, height }) => y + height / 2)) + inset.bottom;
    found.set(id, { x: (left + right) / 2, y: (top + bottom) / 2, width: right - left, height: bottom - top });
  }
  return found;
}

/** The column of each box: one to the right of all that lead to it. */
function columnsOf(boxes: ReadonlyMap<string, Size>, lines: readonly Line[]): ReadonlyMap<string, number> {
  const columns = new Map<string, number>();
  const order = new Map([...boxes.keys()].map((id, index) => [id, index]));
  for (const { from, to } of lines.toSorted((a, b) => (order.get(a.to) ?? 0) - (order.get(b.to) ?? 0))) {
    columns.set(to, Math.max(columns.get(to) ?? 0, (columns.get(from) ?? 0) + 1));
  }
  return columns;
}

/** Box under box in columns of one width, whatever the lines cross. */
function inColumns(
  boxes: ReadonlyMap<string, Size>,
  lines: readonly Line[],
  columns: ReadonlyMap<string, number>,
): Placed {
  const widest = (sizes: Iterable<Size | undefined>) => Math.max(0, ...[...sizes].map((size) => size?.width ?? 0));
  const gap = widest(lines.map((line) => line.label)) + 2 * separation.ranksep;
  const step = widest(boxes.values()) + gap;
  const rows = new Map<number, number>();
  const laid = new Map<string, Box>();
  for (const [id, { width, height }] of boxes) {
    const column = columns.get(id) ?? 0;
    const row = rows.get(column) ?? 0;
    rows.set(column, row + 1);
    laid.set(id, { x: column * step, y: row * (height + separation.nodesep), width, height });
  }
  const drawn = lines.map(({ from, to, label }) => {
    const [source, target] = [laid.get(from) ?? origin, laid.get(to) ?? origin];
    const between = { x: source.x + step / 2, y: source.y };
    return { points: [source, between, target], label: label && between };
  });
  return { laid, drawn };
}

/** Moves everything to start at the origin: lines may run outside of what the boxes take. */
function shifted(
  boxes: Layout["boxes"],
  frames: Layout["frames"],
  lines: Layout["lines"],
  reached: readonly Point[],
): Layout {
  const [left, right] = extent(reached.map((point) => point.x));
  const [top, bottom] = extent(reached.map((point) => point.y));
  const shiftAll = (all: ReadonlyMap<string, Box>) => new Map([...all].map(([id, box]) => [id, shift(box)]));
  const shift = <P extends Point>(point: P): P => ({ ...point, x: point.x - left, y: point.y - top });
  return {
    width: right - left,
    height: bottom - top,
    boxes: shiftAll(boxes),
    frames: shiftAll(frames),
    lines: lines.map(({ points, label }) => ({ points: points.map(shift), label: label && shift(label) })),
  };
}

function extent(values: readonly number[]): readonly [number, number] {
  let [low, high] = [0, 0];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return [low, high];
}
