import type { Node, Plan } from "../../generated/protograph/v1/plan_pb.js";

/** The numbers of all values that a node may need, whether or not a run comes to ask for them. */
export function valuesOf(node: Node): readonly number[] {
  const given = [node.arguments, node.fallback, node.rateLimitKey, node.choice?.arguments ?? []];
  return [
    ...[...given, ...node.conditions.map((condition) => condition.arguments)].flat().map(({ value }) => value),
    ...(node.choice?.branches ?? []).map(({ value }) => value),
    ...node.liftedOver,
  ];
}

/** The numbers of the values an output needs, itself included: the transitive closure, and nothing else. */
export function neededValues(plan: Plan, output: number): ReadonlySet<number> {
  const needed = new Set([output]);
  // A set takes what is added while it is walked, in whatever order the nodes stand.
  for (const value of needed) {
    const node = value < plan.inputs.length ? undefined : plan.nodes[value - plan.inputs.length];
    if (node) for (const each of valuesOf(node)) needed.add(each);
  }
  return needed;
}
