import type { Plan } from "../../generated/protograph/v1/plan_pb.js";

/**
 * The versions of the nodes, in their order, as they go into the keys of checkpoints: with the graphs a node lies in, and
 * the branch it is, since two graphs in one may have steps of the same message, and so have the branches of a choice. Its
 * own name is no part of it: a step that is renamed finds what is kept.
 */
export function keyVersionsOf({ inputs, nodes }: Plan): readonly string[] {
  const branches = new Map(
    nodes.flatMap(({ choice }) => (choice?.branches ?? []).map(({ key, value }) => [value, key])),
  );
  return nodes.map(({ id, version }, index) => {
    const branch = branches.get(inputs.length + index);
    const around = id.split("/").slice(0, branch === undefined ? -1 : -2);
    return [...around, ...(branch === undefined ? [] : [`${branch}:`]), version].join("/");
  });
}
