import type { DescMessage } from "@bufbuild/protobuf";
import type { Plan } from "../../../generated/protograph/v1/plan_pb.js";

/** What a change is to those who hold on to what was before: to readers, callers, and checkpoints that are stored. */
export type Change = "unchanged" | "compatible" | "breaking";

/**
 * What a run does that was started with the old plan: it goes on with the new one; it goes on, and computes some steps
 * again; or it can only be ended by who has the old plan.
 */
export type Runs = "continue" | "recompute" | "pin";

/** A plan, and what is known beside it. */
export interface PlanSide {
  readonly plan: Plan;
  /** The messages as they are at this plan. Of one that is not known, only the digest of its schema is compared. */
  readonly message?: (name: string) => DescMessage | undefined;
  /** By the id of a step, a digest of all the source that it reaches. */
  readonly sources?: ReadonlyMap<string, string>;
}

/** Why something has changed. */
export interface Reason {
  /** Stable: what tools tell reasons by. */
  readonly rule: string;
  /** A warning is compatible, too, but worth a look. */
  readonly weight: "compatible" | "warning" | "breaking";
  /** What has changed, as a sentence. */
  readonly message: string;
  /** The field that it is about, by its full name, and the numbers of the fields on the way to it from the message. */
  readonly field?: string;
  readonly path?: readonly number[];
  /** On what is breaking: whether a new version says so, of the step, or of the graph for what others see of it. */
  readonly versioned?: boolean;
}

export interface StepComparison {
  readonly change: Change;
  readonly reasons: readonly Reason[];
}

/** What became of a plan. */
export interface PlanComparison {
  /** The greatest change of the graph and of its steps. */
  readonly change: Change;
  readonly runs: Runs;
  /** The first step, in the order of the new plan, whose checkpoints are void; of runs that are to recompute. */
  readonly recomputeFrom?: string;
  /** All steps whose checkpoints are void, in that order: what is stored of them is not to be read. */
  readonly voided: readonly string[];
  /** What others see of the graph: its inputs, outputs and version; and what pins its runs. */
  readonly reasons: readonly Reason[];
  /** By the id in the new plan; a step that is gone, by its old one. */
  readonly steps: Readonly<Record<string, StepComparison>>;
}

const order: readonly Change[] = ["unchanged", "compatible", "breaking"];

/** The greatest of some changes. */
export function greatest(changes: readonly Change[]): Change {
  return order[Math.max(0, ...changes.map((change) => order.indexOf(change)))] ?? "unchanged";
}

/** What reasons come to together. */
export function changeOf(reasons: readonly Reason[]): Change {
  return greatest(reasons.map(({ weight }) => (weight === "breaking" ? "breaking" : "compatible")));
}

/** Reasons, each once: one field may be at fault both ways, and is then as grave as it is first. */
export function distinct(reasons: readonly Reason[]): readonly Reason[] {
  const said = new Map<string, Reason>();
  for (const reason of reasons) if (!said.has(reason.message)) said.set(reason.message, reason);
  return [...said.values()];
}
