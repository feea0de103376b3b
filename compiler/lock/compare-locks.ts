import { compareFlows, type FlowComparison } from "../../proto/contract/compare/compare-flows.js";
import type { FlowSide } from "../../proto/contract/compare/compare-handoffs.js";
import { comparePlans } from "../../proto/contract/compare/compare-plans.js";
import type { PlanComparison, PlanSide, Reason } from "../../proto/contract/compare/comparison.js";
import type { FlowPlan } from "../../generated/protograph/v1/flow_pb.js";
import { compareText } from "../diagnostics/diagnostic.js";
import { type Lock, lockedMessages, type LockedGraph } from "./lock.js";

/** What became of a project's contracts. */
export interface Diff {
  /** By full name, sorted; graphs that are gone are among them. */
  readonly graphs: ReadonlyMap<string, PlanComparison>;
  /** By full name, sorted; flows that are gone are among them. */
  readonly flows: ReadonlyMap<string, FlowComparison>;
}

type Messages = NonNullable<PlanSide["message"]>;

/** Compares the contracts of a project as they were with what they are. */
export function compareLocks(old: Lock, now: Lock): Diff {
  const [before, after] = [lockedMessages(old), lockedMessages(now)];
  return {
    graphs: both(old.graphs, now.graphs, (was, is, name) => {
      if (!was || !is) return was ? gone(name) : added(name);
      return comparePlans(toSide(was, before), toSide(is, after));
    }),
    flows: both(old.flows, now.flows, (was, is) => compareFlows(toFlowSide(was, before), toFlowSide(is, after))),
  };
}

function both<T, R>(
  old: ReadonlyMap<string, T>,
  now: ReadonlyMap<string, T>,
  compare: (was: T | undefined, is: T | undefined, name: string) => R,
): ReadonlyMap<string, R> {
  const names = [...new Set([...old.keys(), ...now.keys()])].sort(compareText);
  return new Map(names.map((name) => [name, compare(old.get(name), now.get(name), name)]));
}

function toSide({ plan, sources }: LockedGraph, message: Messages): PlanSide {
  return { plan, sources, message };
}

function toFlowSide(plan: FlowPlan | undefined, message: Messages): FlowSide | undefined {
  return plan && { plan, message };
}

function gone(name: string): PlanComparison {
  const reason: Reason = { rule: "gone", weight: "breaking", message: `${name} is gone`, versioned: false };
  return { change: "breaking", runs: "pin", voided: [], reasons: [reason], steps: {} };
}

function added(name: string): PlanComparison {
  const reason: Reason = { rule: "new", weight: "compatible", message: `${name} is new` };
  return { change: "compatible", runs: "continue", voided: [], reasons: [reason], steps: {} };
}
