import { compareText } from "../diagnostics/diagnostic.js";

/** Anything that has a place in an order, and a name that decides where the order leaves a choice. */
interface Ordered {
  readonly id: string;
}

/**
 * Puts nodes in an order in which each comes after all it needs; of those that could be next, the first by id.
 *
 * @returns without those that stand on a cycle or after one.
 */
export function inOrder<Node extends Ordered>(
  nodes: readonly Node[],
  suppliersOf: (node: Node) => Iterable<Node>,
): readonly Node[] {
  const blockers = new Map(nodes.map((node) => [node, new Set(suppliersOf(node))]));
  const consumers = new Map<Node, Node[]>(nodes.map((node) => [node, []]));
  for (const [node, suppliers] of blockers) for (const supplier of suppliers) consumers.get(supplier)?.push(node);
  const order: Node[] = [];
  const ready = new SortedNodes(nodes.filter((node) => blockers.get(node)?.size === 0));
  for (let node = ready.takeFirst(); node; node = ready.takeFirst()) {
    order.push(node);
    for (const consumer of consumers.get(node) ?? []) {
      const left = blockers.get(consumer);
      left?.delete(node);
      if (left?.size === 0) ready.add(consumer);
    }
  }
  return order;
}

/** Nodes in a binary heap, smallest id first: wide graphs have thousands of nodes ready at once. */
class SortedNodes<Node extends Ordered> {
  private readonly heap: Node[] = [];

  constructor(nodes: readonly Node[]) {
    for (const node of nodes) this.add(node);
  }

  add(node: Node): void {
    const { heap } = this;
    heap.push(node);
    for (let at = heap.length - 1; at > 0;) {
      const parent = (at - 1) >> 1;
      if (!this.swapIfBefore(at, parent)) break;
      at = parent;
    }
  }

  takeFirst(): Node | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (heap.length === 0 || !last) return first;
    heap[0] = last;
    for (let at = 0; ;) {
      const left = 2 * at + 1;
      const right = left + 1;
      const child = right < heap.length && this.isBefore(right, left) ? right : left;
      if (child >= heap.length || !this.swapIfBefore(child, at)) return first;
      at = child;
    }
  }

  private isBefore(a: number, b: number): boolean {
    return compareText(this.heap[a]?.id ?? "", this.heap[b]?.id ?? "") < 0;
  }

  private swapIfBefore(a: number, b: number): boolean {
    if (!this.isBefore(a, b)) return false;
    const [first, second] = [this.heap[a], this.heap[b]];
    if (first && second) [this.heap[a], this.heap[b]] = [second, first];
    return true;
  }
}
