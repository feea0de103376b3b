import type { Cardinality, Graph, GraphNode, NodeNeed, Product, SubgraphNode } from "./model.js";
import { topologicalOrder } from "./walk.js";

/**
 * A list or stream that a value is an item of. There is one object for each, so that two values are items of one list
 * exactly where they have the same.
 */
export interface Dim {
  /** The node whose product the list is. */
  readonly node: GraphNode;
  /** The list's message, or that of the output through which a graph in the graph gives its items away. */
  readonly product: Product;
  /** Of a graph in the graph: the list inside of it. */
  readonly inner: Dim | undefined;
}

/** What is wrong with the lists that a node takes; it has one fault at most. */
export type FrameFault =
  /** A message is taken as a list or stream, and there is only one of it. */
  | { readonly kind: "no-list"; readonly node: GraphNode; readonly need: NodeNeed }
  /** Two messages are items of lists that have nothing to do with each other. */
  | {
      readonly kind: "mixed";
      readonly node: GraphNode;
      readonly need: NodeNeed;
      readonly dims: readonly Dim[];
      readonly other: NodeNeed;
      readonly otherDims: readonly Dim[];
    };

/** How often each node of a graph is called, and how many there are of each message. */
export interface Frames {
  /**
   * The lists and streams a node is lifted over, outermost first: it is called once for each item. A node is missing
   * where that cannot be known: it has a fault, stands on a cycle, or needs what has.
   */
  readonly frames: ReadonlyMap<GraphNode, readonly Dim[]>;
  /**
   * By the message's full name: the lists and streams a value is an item of, outermost first. None: there is one of it.
   * Where it is asked for as an output, it is a list of as many levels. Missing where the node's is.
   */
  readonly dims: ReadonlyMap<string, readonly Dim[]>;
  readonly faults: readonly FrameFault[];
}

const known = new WeakMap<Graph, Frames>();

/** Reads off how every node of a graph is lifted. */
export function framesOf(graph: Graph): Frames {
  const before = known.get(graph);
  if (before) return before;
  const frames = findFrames(graph);
  known.set(graph, frames);
  return frames;
}

function findFrames(graph: Graph): Frames {
  const frames = new Map<GraphNode, readonly Dim[]>();
  const dims = new Map<string, readonly Dim[]>(graph.inputs.map(({ message }) => [message.name, []]));
  const faults: FrameFault[] = [];
  for (const node of topologicalOrder(graph)) {
    const frame = frameOf(graph, node, dims);
    if (frame === undefined) continue;
    if ("kind" in frame) {
      faults.push(frame);
      continue;
    }
    frames.set(node, frame);
    for (const [message, of] of productDims(node, frame)) dims.set(message, of);
  }
  return { frames, dims, faults };
}

/** A need, and the part of a frame that it makes. */
interface Contribution {
  readonly need: NodeNeed;
  readonly dims: readonly Dim[];
}

function frameOf(
  graph: Graph,
  node: GraphNode,
  dims: ReadonlyMap<string, readonly Dim[]>,
): readonly Dim[] | FrameFault | undefined {
  let longest: Contribution | undefined;
  const contributions: Contribution[] = [];
  for (const need of node.needs) {
    const message = need.shape.message.name;
    const value = graph.producers.get(message)?.length === 1 ? dims.get(message) : undefined;
    if (!value) return undefined;
    const whole = takesWhole(need.shape.cardinality);
    if (whole && value.length === 0) return { kind: "no-list", node, need };
    const contribution = { need, dims: whole ? value.slice(0, -1) : value };
    contributions.push(contribution);
    if (!longest || contribution.dims.length > longest.dims.length) longest = contribution;
  }
  if (!longest) return [];
  for (const { need, dims: own } of contributions) {
    if (own.every((dim, at) => dim === longest.dims[at])) continue;
    return { kind: "mixed", node, need: longest.need, dims: longest.dims, other: need, otherDims: own };
  }
  return longest.dims;
}

/** Whether a parameter takes a list or stream as one thing. */
export function takesWhole(cardinality: Cardinality): boolean {
  return cardinality === "list" || cardinality === "stream";
}

function productDims(node: GraphNode, frame: readonly Dim[]): ReadonlyMap<string, readonly Dim[]> {
  if (node.kind === "graph") return subgraphDims(node, frame);
  return new Map(
    node.products.map((product) => {
      const own = takesWhole(product.cardinality) ? [{ node, product, inner: undefined }] : [];
      return [product.message.name, [...frame, ...own]];
    }),
  );
}

/** What a graph in a graph provides: the lists inside of it are lists outside, and lists of one origin stay that. */
function subgraphDims(node: SubgraphNode, frame: readonly Dim[]): ReadonlyMap<string, readonly Dim[]> {
  const found = new Map<string, readonly Dim[]>();
  if (node.graph.nesting !== "known") return found;
  const inside = framesOf(node.graph);
  const outside = new Map<Dim, Dim>();
  for (const product of node.products) {
    const inner = inside.dims.get(product.message.name);
    if (!inner) continue;
    const own = inner.map((dim) => {
      const shown = outside.get(dim) ?? { node, product, inner: dim };
      outside.set(dim, shown);
      return shown;
    });
    found.set(product.message.name, [...frame, ...own]);
  }
  return found;
}
