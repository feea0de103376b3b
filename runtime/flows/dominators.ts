/** Stands for the start of everything, before any node. */
export const start = -1;

/**
 * For each node of an acyclic graph, the last node that every way to it leads through: {@link start}, where there is none.
 *
 * @param before by node, those that lead to it; nodes are numbered in topological order.
 */
export function immediateDominators(before: readonly (readonly number[])[]): readonly number[] {
  const dominators: number[] = [];
  const above = (node: number) => (node === start ? start : dominators[node]!);
  for (const [node, leading] of before.entries()) {
    dominators[node] = leading.reduce((one, other) => {
      // Of two, the later one cannot be above the other.
      while (one !== other) [one, other] = one > other ? [above(one), other] : [one, above(other)];
      return one;
    }, leading[0] ?? start);
  }
  return dominators;
}
