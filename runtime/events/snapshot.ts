import type { ItemFailure } from "../dsl/step.js";
import type { ItemCounts, RunEvent, SkipReason } from "./run-event.js";

/** Where a run stands; `COMPLETED`, `FAILED` and `CANCELLED` are final. */
export type RunStatus = "RUNNING" | "PAUSED" | "PARKED" | "COMPLETED" | "FAILED" | "CANCELLED";

/** Where a step stands in its run; between two attempts it is `PENDING` again. `RESTORED`: its message was kept. */
export type StepStatus = "PENDING" | "RUNNING" | "SUCCEEDED" | "RESTORED" | "FAILED" | "SKIPPED";

/** A step in a {@link RunSnapshot}. */
export interface StepSnapshot {
  readonly status: StepStatus;
  /** How many attempts have started. */
  readonly attempts: number;
  /** Why it does not run, where it is `SKIPPED`: with attempts, where the run ended between two of them. */
  readonly reason?: SkipReason;
  /** Why it failed, where it is `FAILED`. */
  readonly error?: Error;
  /** The key of the branch, where it is a choice. */
  readonly chosen?: string;
  /** Whether it succeeded by returning nothing, or by its fallback's answer. */
  readonly absent?: boolean;
  readonly fallback?: boolean;
  /** Of a step that is called for each item, once it is over: what became of them. */
  readonly items?: ItemCounts;
  /** The items that it has failed for. */
  readonly failures?: readonly ItemFailure[];
}

/** A run's state, folded from its events. */
export interface RunSnapshot {
  readonly status: RunStatus;
  /** By name, every step of the graph. */
  readonly steps: Readonly<Record<string, StepSnapshot>>;
}

/**
 * Folds events into a run's state: the same events give the same snapshot, whichever engine they come from.
 *
 * @param steps the names of all steps of the graph.
 */
export function project(steps: Iterable<string>, events: Iterable<RunEvent>): RunSnapshot {
  let status: RunStatus = "RUNNING";
  const states: Partial<Record<string, StepSnapshot>> = {};
  for (const step of steps) states[step] = pending;
  for (const event of events) {
    if ("step" in event) {
      const before = states[event.step] ?? pending;
      states[event.step] = isOfItem(event) ? nextItem(before, event) : nextStep(before, event);
    } else status = statusAfter[event.type];
  }
  return { status, steps: states as Record<string, StepSnapshot> };
}

const statusAfter = {
  RunStarted: "RUNNING",
  RunPaused: "PAUSED",
  RunResumed: "RUNNING",
  RunParked: "PARKED",
  RunCompleted: "COMPLETED",
  RunFailed: "FAILED",
  RunCancelled: "CANCELLED",
} as const;

const pending: StepSnapshot = Object.freeze({ status: "PENDING", attempts: 0 });

type StepEvent = Extract<RunEvent, { step: string }>;

function isOfItem(event: StepEvent): boolean {
  return "itemIndex" in event;
}

/** What happens to one item is not what happens to the step: only its failures are kept. */
function nextItem(before: StepSnapshot, event: StepEvent): StepSnapshot {
  if (event.type !== "StepFailed") return before;
  const { step, itemIndex = [], error } = event;
  return { ...before, failures: [...(before.failures ?? []), { step, itemIndex, error }] };
}

function nextStep({ attempts, chosen, failures }: StepSnapshot, event: StepEvent): StepSnapshot {
  const kept = { ...(chosen !== undefined && { chosen }), ...(failures && { failures }) };
  switch (event.type) {
    case "StepStarted":
      return { status: "RUNNING", attempts: event.attempt, ...kept };
    case "StepChosen":
      return { status: "RUNNING", attempts: event.attempt, chosen: event.chosen };
    case "StepCompleted": {
      const { attempt, absent, fallback, items } = event;
      const marks = { ...(absent && { absent }), ...(fallback && { fallback }), ...(items && { items }) };
      return { status: "SUCCEEDED", attempts: items?.total === 0 ? 0 : attempt, ...kept, ...marks };
    }
    case "StepRestored":
      return { status: "RESTORED", attempts, ...kept, ...(event.absent && { absent: true }) };
    case "StepFailed":
      return { status: "FAILED", attempts: event.attempt, error: event.error, ...kept };
    case "StepRetried":
      return { status: "PENDING", attempts: event.attempt, ...kept };
    case "StepSkipped":
      return { status: "SKIPPED", attempts, reason: event.reason, ...kept };
  }
}
