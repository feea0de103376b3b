/** Stands for the start of everything, before any node. */
export const start = -1;

/**
 * For each node of an acyclic graph, the last node that every way to it leads through: {@link start}, where there is none.
 *
 * @param before by node, those that lead to it; nodes are numbered in topological order.
 */
export function immediateDominators(before: readonly (readonly number[])[]): readonly number[] {
  const dominators: number[] = [];
  const above = (node: number) => dominators[node] ?? start;
  // Of two nodes, the later one cannot be above the other.
  const common = (one: number, other: number): number => {
    if (one === other) return one;
    return one > other ? common(above(one), other) : common(one, above(other));
  };
  for (const [node, leading] of before.entries()) {
    dominators[node] = leading.reduce(common, leading[0] ?? start);
  }
  return dominators;
}
