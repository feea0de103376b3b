import { create } from "@bufbuild/protobuf";
import { type RunReplanned, RunReplannedSchema, SkipReason } from "../../generated/protograph/v1/event_pb.js";
import { Cardinality, type Node, type Plan } from "../../generated/protograph/v1/plan_pb.js";
import { NodeState, type NodeSnapshot, type RunSnapshot } from "../../generated/protograph/v1/snapshot_pb.js";
import { comparePlans } from "../../proto/contract/compare/compare-plans.js";
import type { PlanSide } from "../../proto/contract/compare/comparison.js";
import { matchNodes } from "../../proto/contract/compare/match-nodes.js";
import { keyVersionsOf } from "../engine/key-versions.js";
import { dependents } from "./dependents.js";

/** What another plan makes of a run that was started with an earlier one. */
export interface Replanning {
  readonly event: RunReplanned;
  /** The messages whose checkpoints are void. */
  readonly voided: readonly string[];
}

/**
 * Says how a run goes on with another plan of its graph: which of its nodes are which now, and which of them run anew.
 *
 * Anew run those whose checkpoints are void by {@link comparePlans}; those that take lazy messages or streams, of which
 * their checkpoints say nothing; those whose checkpoints are found under another name, since they lie in another graph
 * or branch; those that were skipped for what is no longer so; and everything that depends on one of these. What of it
 * gives the same as before is restored.
 *
 * @param before what the run had come to.
 * @param notNeeded ids of the nodes that the run's output does not need with the new plan.
 */
export function replan(old: PlanSide, now: PlanSide, before: RunSnapshot, notNeeded: readonly string[]): Replanning {
  const found = new Map(before.nodes.map((node) => [node.id, node]));
  const { nodes, gone } = matchNodes(old.plan, now.plan);
  const { voided, steps } = comparePlans(old, now);
  const isVoid = new Set(voided);
  const [oldKeys, newKeys] = [keysOf(old.plan), keysOf(now.plan)];
  for (const { was, is } of nodes) {
    if (was && (isPartlyTold(was) || isPartlyTold(is) || oldKeys.get(was) !== newKeys.get(is))) isVoid.add(is.id);
  }

  const again = nodes.filter(({ was, is }) => {
    const at = was && found.get(was.id);
    if (!at) return false;
    const condition = steps[is.id]?.reasons.some(({ rule }) => rule === "condition") === true;
    return isVoid.has(is.id) || condition || (isNotNeeded(at) && !notNeeded.includes(is.id));
  });
  const known = nodes.filter(({ was }) => was && found.has(was.id));
  const added = nodes.filter((pair) => !known.includes(pair)).map(({ is }) => is.id);
  const anew = dependents(now.plan, [...again.map(({ is }) => is.id), ...added]);
  return {
    event: create(RunReplannedSchema, {
      fromDigest: old.plan.digest,
      gone: gone.filter(({ id }) => found.has(id)).map(({ id }) => id),
      renamed: known.flatMap(({ was, is }) => (was && was.id !== is.id ? [{ from: was.id, to: is.id }] : [])),
      added,
      anew: anew.filter((id) => !added.includes(id)),
    }),
    voided: [
      ...new Set(now.plan.nodes.flatMap(({ id, product }) => (isVoid.has(id) && product ? [product.message] : []))),
    ],
  };
}

/** What the keys of what is kept of a node say of it. */
function keysOf(plan: Plan): ReadonlyMap<Node, string | undefined> {
  const versions = keyVersionsOf(plan);
  return new Map(plan.nodes.map((node, index) => [node, versions[index]]));
}

/** Whether what is kept of a node says nothing of a part of what the node was given. */
function isPartlyTold({ arguments: all }: Node): boolean {
  return all.some(({ cardinality }) => cardinality === Cardinality.LAZY || cardinality === Cardinality.STREAM);
}

function isNotNeeded({ state, skipReason }: NodeSnapshot): boolean {
  return state === NodeState.SKIPPED && skipReason === SkipReason.NOT_NEEDED;
}
