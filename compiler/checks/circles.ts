/** A step on a way: from a node to one that it needs. */
export interface Hop<Node> {
  readonly node: Node;
  readonly supplier: Node;
}

/** All hops, by the node that they lead from; the nodes in the order in which they were written. */
export type Hops<Node, H extends Hop<Node>> = ReadonlyMap<Node, readonly H[]>;

/** How many closing hops are tried for being needless; who has more has other worries. */
const mostTried = 50;

/**
 * The circles that hops make: one for each hop that closes one, with the shortest way round, that hop first. Cutting
 * those hops leaves no circle.
 */
export function findCircles<Node, H extends Hop<Node>>(hops: Hops<Node, H>): readonly (readonly H[])[] {
  if (isAcyclic(hops, new Set())) return [];
  const closing = closingHops(hops);
  return [...closing].map((hop) => [hop, ...wayBack(hops, hop, closing)]);
}

/**
 * The fewest hops found that close every circle. People list steps in the order they think of them, mostly the order of
 * the data, so a need met by a later step is the likelier mistake; a search from the first step on is the other guess.
 */
function closingHops<Node, H extends Hop<Node>>(hops: Hops<Node, H>): ReadonlySet<H> {
  const guesses = [hopsToLater(hops), hopsToOpen(hops)].map((guess) => withoutNeedless(hops, guess));
  const [first = new Set<H>(), second = first] = guesses;
  return second.size < first.size ? second : first;
}

function hopsToLater<Node, H extends Hop<Node>>(hops: Hops<Node, H>): readonly H[] {
  const place = new Map([...hops.keys()].map((node, index) => [node, index]));
  return [...hops.values()].flat().filter((hop) => (place.get(hop.supplier) ?? 0) >= (place.get(hop.node) ?? 0));
}

/**
 * The hops that lead a depth-first search back to a node still open (Tarjan, “Depth-First Search and Linear Graph
 * Algorithms”, 1972). It keeps its own stack: there may be a chain of thousands.
 */
function hopsToOpen<Node, H extends Hop<Node>>(hops: Hops<Node, H>, cut: ReadonlySet<H> = new Set()): readonly H[] {
  const found: H[] = [];
  const state = new Map<Node, "open" | "done">();
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

function isAcyclic<Node, H extends Hop<Node>>(hops: Hops<Node, H>, cut: ReadonlySet<H>): boolean {
  return hopsToOpen(hops, cut).length === 0;
}

/** Leaves out each hop without which the others still close every circle. */
function withoutNeedless<Node, H extends Hop<Node>>(hops: Hops<Node, H>, guess: readonly H[]): ReadonlySet<H> {
  const kept = new Set(guess);
  for (const hop of guess.slice(0, mostTried)) {
    kept.delete(hop);
    if (!isAcyclic(hops, kept)) kept.add(hop);
  }
  return kept;
}

/** The shortest way from a hop's supplier back to its node, over hops that close nothing themselves. */
function wayBack<Node, H extends Hop<Node>>(hops: Hops<Node, H>, closing: H, cut: ReadonlySet<H>): readonly H[] {
  const reachedBy = new Map<Node, H | undefined>([[closing.supplier, undefined]]);
  for (const node of reachedBy.keys()) {
    if (node === closing.node) break;
    for (const hop of hops.get(node) ?? []) {
      if (!cut.has(hop) && !reachedBy.has(hop.supplier)) reachedBy.set(hop.supplier, hop);
    }
  }
  const way: H[] = [];
  for (let hop = reachedBy.get(closing.node); hop; hop = reachedBy.get(hop.node)) way.unshift(hop);
  return way;
}
