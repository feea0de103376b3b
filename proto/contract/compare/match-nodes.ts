import type { Node, Plan } from "../../../generated/protograph/v1/plan_pb.js";

/** The nodes of two plans, as what became of which. */
export interface MatchedNodes {
  /** In the order of the new plan; a new node has no old one. */
  readonly nodes: readonly { readonly was: Node | undefined; readonly is: Node }[];
  readonly gone: readonly Node[];
}

/**
 * Tells which node became which: one of the same name and output; one of the same output, renamed; one of the same name,
 * which now gives another output. Checkpoints go by output, so outputs count for more than names.
 */
export function matchNodes(old: Plan, now: Plan): MatchedNodes {
  const was = new Map<Node, Node>();
  const left = new Set(old.nodes);
  const pair = (isSame: (a: Node, b: Node) => boolean) => {
    for (const node of now.nodes) {
      if (was.has(node)) continue;
      const found = [...left].filter((each) => isSame(each, node));
      const rivals = now.nodes.filter((each) => !was.has(each) && found[0] && isSame(found[0], each));
      const [only] = found;
      if (!only || found.length > 1 || rivals.length > 1) continue;
      was.set(node, only);
      left.delete(only);
    }
  };
  const isKind = (a: Node, b: Node) => (a.choice === undefined) === (b.choice === undefined);
  const isOutput = (a: Node, b: Node) => isKind(a, b) && a.product?.message === b.product?.message;
  pair((a, b) => a.id === b.id && isOutput(a, b));
  pair(isOutput);
  pair((a, b) => a.id === b.id && isKind(a, b));
  return { nodes: now.nodes.map((is) => ({ was: was.get(is), is })), gone: old.nodes.filter((node) => left.has(node)) };
}
