import { CancelledError, DeadlineError } from "../errors.js";
import type { Attempt } from "./attempt.js";

/**
 * Whether an error says that an attempt's run is at its end, and nothing of the step: the run was cancelled or has no time
 * left. The end of another run, that a step has waited for, is a failure like any other.
 */
export function isRunEnd(attempt: Attempt, error: unknown): boolean {
  try {
    return (error instanceof CancelledError || error instanceof DeadlineError) && error.runId === attempt.runId;
  } catch {
    return false;
  }
}
