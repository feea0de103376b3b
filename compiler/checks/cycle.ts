import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.js";
import type { Graph, GraphNode } from "../graph/model.js";
import { type Need, needsOf, nodesOf } from "../graph/walk.js";

/** A need of a node, and the node that meets it. */
interface Hop {
  readonly node: GraphNode;
  readonly need: Need;
  readonly supplier: GraphNode;
}

type Hops = ReadonlyMap<GraphNode, readonly Hop[]>;

/** How many closing hops are tried for being needless; a graph with more has other worries. */
const mostTried = 50;

/**
 * PG2001: a step needs, in the end, what it produces. One diagnostic for each hop that closes a circle: cutting those
 * leaves none. Each is reported at its parameter, with every hop of the shortest way round.
 */
export function findCycles(graph: Graph): readonly Diagnostic[] {
  const hops: Hops = new Map(graph.nodes.map((node) => [node, hopsOf(graph, node)]));
  if (isAcyclic(hops, new Set())) return [];
  const closing = closingHops(graph, hops);
  return [...closing].map((hop) => report(graph, [hop, ...wayBack(hops, hop, closing)]));
}

function hopsOf(graph: Graph, node: GraphNode): readonly Hop[] {
  return needsOf(graph, node).flatMap((need) => nodesOf(need.producers).map((supplier) => ({ node, need, supplier })));
}

/**
 * The fewest hops found that close every circle. People list steps in the order they think of them, mostly the order of
 * the data, so a need met by a later step is the likelier mistake; a search from the first step on is the other guess.
 */
function closingHops(graph: Graph, hops: Hops): ReadonlySet<Hop> {
  const guesses = [hopsToLater(graph, hops), hopsToOpen(hops)].map((guess) => withoutNeedless(hops, guess));
  const [first = new Set<Hop>(), second = first] = guesses;
  return second.size < first.size ? second : first;
}

function hopsToLater(graph: Graph, hops: Hops): readonly Hop[] {
  const place = new Map(graph.nodes.map((node, index) => [node, index]));
  return [...hops.values()].flat().filter((hop) => (place.get(hop.supplier) ?? 0) >= (place.get(hop.node) ?? 0));
}

/**
 * The hops that lead a depth-first search back to a node still open (Tarjan, “Depth-First Search and Linear Graph
 * Algorithms”, 1972). It keeps its own stack: a graph may be a chain of thousands.
 */
function hopsToOpen(hops: Hops, cut: ReadonlySet<Hop> = new Set()): readonly Hop[] {
  const found: Hop[] = [];
  const state = new Map<GraphNode, "open" | "done">();
  for (const start of hops.keys()) {
    if (state.has(start)) continue;
    const stack = [{ node: start, next: 0 }];
    state.set(start, "open");
    for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
      const hop = hops.get(frame.node)?.[frame.next++];
      if (!hop) {
        state.set(frame.node, "done");
        stack.pop();
      } else if (!cut.has(hop)) {
        const supplier = state.get(hop.supplier);
        if (supplier === "open") found.push(hop);
        if (supplier === undefined) {
          state.set(hop.supplier, "open");
          stack.push({ node: hop.supplier, next: 0 });
        }
      }
    }
  }
  return found;
}

function isAcyclic(hops: Hops, cut: ReadonlySet<Hop>): boolean {
  return hopsToOpen(hops, cut).length === 0;
}

/** Leaves out each hop without which the others still close every circle. */
function withoutNeedless(hops: Hops, guess: readonly Hop[]): ReadonlySet<Hop> {
  const kept = new Set(guess);
  for (const hop of guess.slice(0, mostTried)) {
    kept.delete(hop);
    if (!isAcyclic(hops, kept)) kept.add(hop);
  }
  return kept;
}

/** The shortest way from a hop's supplier back to its node, over hops that close nothing themselves. */
function wayBack(hops: Hops, closing: Hop, cut: ReadonlySet<Hop>): readonly Hop[] {
  const reachedBy = new Map<GraphNode, Hop | undefined>([[closing.supplier, undefined]]);
  for (const node of reachedBy.keys()) {
    if (node === closing.node) break;
    for (const hop of hops.get(node) ?? []) {
      if (!cut.has(hop) && !reachedBy.has(hop.supplier)) reachedBy.set(hop.supplier, hop);
    }
  }
  const way: Hop[] = [];
  for (let hop = reachedBy.get(closing.node); hop; hop = reachedBy.get(hop.node)) way.unshift(hop);
  return way;
}

function report(graph: Graph, hops: readonly Hop[]): Diagnostic {
  const [closing] = hops;
  const names = [...hops.map((hop) => hop.node.id), closing?.node.id ?? ""];
  return diagnostic(
    "PG2001",
    closing?.need.span ?? graph.span,
    hops.length === 1
      ? `${closing?.node.id ?? ""} needs the ${closing?.need.message ?? ""} that it produces itself`
      : `cycle in ${graph.name}: ${names.join(" → ")}`,
    {
      trace: hops.map(({ node, need, supplier }) => ({
        message: `${node.id} takes ${need.message} from ${supplier.id}`,
        span: need.span,
      })),
      fix: "split one of the steps, or give the first and the later value a message each",
    },
  );
}
