import type { Plan } from "../../generated/protograph/v1/plan_pb.js";
import { valuesOf } from "../../proto/contract/values.js";

/** Some nodes of a plan, and all that depend on one of them, in the plan's order. */
export function dependents({ inputs, nodes }: Plan, ids: readonly string[]): readonly string[] {
  const reached = new Set<number>();
  return nodes
    .filter((node, index) => {
      const isReached = ids.includes(node.id) || valuesOf(node).some((value) => reached.has(value));
      if (isReached) reached.add(inputs.length + index);
      return isReached;
    })
    .map(({ id }) => id);
}
