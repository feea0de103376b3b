import type { Plan } from "../../generated/protograph/v1/plan_pb.js";

/**
 * The version of a node as it goes into the keys of its checkpoints: with the graphs it lies in, and the branch it is,
 * since two graphs in one may have steps of the same message, and so have the branches of a choice. Its own name is no
 * part of it: a step that is renamed finds what is kept.
 *
 * @param index of the node in the plan.
 */
export function keyVersionOf(plan: Plan, index: number): string {
  const { id = "", version = "" } = plan.nodes[index] ?? {};
  const value = plan.inputs.length + index;
  const branch = plan.nodes.flatMap(({ choice }) => choice?.branches ?? []).find((each) => each.value === value);
  const around = id.split("/").slice(0, branch ? -2 : -1);
  return [...around, ...(branch ? [`${branch.key}:`] : []), version].join("/");
}
