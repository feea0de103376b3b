import type { Node } from "../../../generated/protograph/v1/plan_pb.js";
import { compareMessages, type MessageChange } from "./compare-messages.js";
import { compareNodes, type Placed } from "./compare-nodes.js";
import { comparePorts } from "./compare-ports.js";
import {
  changeOf,
  distinct,
  greatest,
  type PlanComparison,
  type PlanSide,
  type Reason,
  type StepComparison,
} from "./comparison.js";
import { matchNodes } from "./match-nodes.js";

/**
 * Says what became of a graph, and what a run does that was started with its old plan. One rule for all who ask:
 * `protograph diff` before a release, and an engine that takes up a run.
 *
 * Checkpoints go by output, version and inputs. So a step that was renamed, moved, or got other policies or another body
 * continues; one of another version, that takes other messages, or whose stored output cannot be read any more, is
 * computed again. A run is pinned where it lacks what cannot be computed again: an input, an output that it was asked
 * for, or a branch that it has chosen.
 *
 * Of plans alone, without the messages' descriptors, no more is known of a schema than whether its digest is the same:
 * another one is taken for one of which nothing can be read.
 *
 * @example
 * const { runs, voided } = comparePlans({ plan: stored }, { plan: current });
 */
export function comparePlans(old: PlanSide, now: PlanSide): PlanComparison {
  const messages = memoized((name) => compareMessages(name, old, now));
  const outputs = new Set(now.plan.outputs.map(({ message }) => message));
  const graphVersioned = old.plan.version !== now.plan.version;
  const { nodes, gone } = matchNodes(old.plan, now.plan);
  const steps = new Map<string, StepComparison>();
  const voided: string[] = [];
  let pinned = false;
  for (const { was, is } of nodes) {
    if (!was) {
      steps.set(is.id, toStep([{ rule: "new", weight: "compatible", message: "is new" }]));
      continue;
    }
    const { reasons, ...effects } = compareNodes(placed(was, old), placed(is, now));
    const name = is.product?.message ?? "";
    // Of an output, a new version of the graph says as much: what it is to others stands among the graph's reasons.
    const versioned = was.version !== is.version || (graphVersioned && outputs.has(name));
    const product = was.product?.message === name ? messages(name) : undefined;
    const own = product ? productReasons(product, versioned) : [];
    steps.set(is.id, toStep([...reasons, ...own]));
    if (effects.voided || (product?.unreadable.length ?? 0) > 0) voided.push(is.id);
    pinned ||= effects.pins;
  }
  for (const { id } of gone) {
    steps.set(id, toStep([{ rule: "gone", weight: "compatible", message: "is gone" }]));
  }

  const ports = comparePorts(old, now, messages);
  const changes = [changeOf(ports.reasons), ...[...steps.values()].map(({ change }) => change)];
  const runs = pinned || ports.pins ? "pin" : voided.length > 0 ? "recompute" : "continue";
  const [first] = voided;
  return {
    change: greatest(changes),
    runs,
    ...(runs === "recompute" && first !== undefined && { recomputeFrom: first }),
    voided,
    reasons: ports.reasons,
    steps: Object.fromEntries(steps),
  };
}

/** What a changed message is to the checkpoints of the step that gives it, and to those who read them or its output. */
function productReasons(
  { unreadable, unreadableBefore, unreserved, notes }: MessageChange,
  versioned: boolean,
): readonly Reason[] {
  const all = [...unreadable, ...unreadableBefore, ...unreserved].map((reason) => ({ ...reason, versioned }));
  return distinct([...all, ...notes]);
}

function toStep(reasons: readonly Reason[]): StepComparison {
  return { change: changeOf(reasons), reasons };
}

function placed(node: Node, { plan, sources }: PlanSide): Placed {
  return { node, plan, source: sources?.get(node.id) };
}

function memoized<T>(make: (name: string) => T): (name: string) => T {
  const made = new Map<string, T>();
  return (name) => {
    const known = made.get(name) ?? make(name);
    made.set(name, known);
    return known;
  };
}
