import { DeadlineError, StepError, type StepPlace } from "../errors.js";

/** What the engine itself has found wrong with an attempt is not wrapped again; another run's errors are. */
export function isVerdictOn({ step, runId }: StepPlace, thrown: unknown): thrown is Error {
  try {
    if (thrown instanceof StepError) return verdicts.has(thrown.code) && thrown.runId === runId && thrown.step === step;
    return thrown instanceof DeadlineError && thrown.runId === runId;
  } catch {
    return false;
  }
}

/** The codes of what policies and selectors have found. */
const verdicts: ReadonlySet<string> = new Set([
  "TIMEOUT",
  "WRONG_SELECTION",
  "BREAKER_OPEN",
  "BULKHEAD_FULL",
  "FALLBACK_FAILED",
]);
