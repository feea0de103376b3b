import type { Retry } from "../../generated/protograph/v1/plan_pb.js";
import type { RetryOptions } from "../dsl/options.js";
import { isThenable } from "../engine/is-thenable.js";
import { CancelledError, DeadlineError } from "../errors.js";
import type { Attempt, Call } from "./attempt.js";
import { backoffMs } from "./backoff.js";

/**
 * Tries a call again while its failures may pass and attempts are left.
 *
 * The first attempt costs nothing but the call: a synchronous result stays synchronous. No attempt starts at or past
 * the run's deadline; what would, fails with a `DeadlineError` at once.
 *
 * @param policy how often and when, from the plan.
 * @param on which failures, from the declaration.
 */
export function withRetry(policy: Retry, on: RetryOptions["on"], call: Call): Call {
  return (first) => {
    let result: unknown;
    try {
      result = call(first);
    } catch (error) {
      return tryAgain(policy, on, call, first, error);
    }
    if (!(result instanceof Promise)) return result;
    return result.then(undefined, (error: unknown) => tryAgain(policy, on, call, first, error));
  };
}

async function tryAgain(
  { attempts, backoff }: Retry,
  on: RetryOptions["on"],
  call: Call,
  first: Attempt,
  firstError: unknown,
): Promise<unknown> {
  let attempt = first;
  let error = firstError;
  while (!attempt.over() && attempt.tries < attempts && mayPass(on, error, attempt)) {
    const failed = attempt;
    const delayMs = backoff ? backoffMs(backoff, failed.tries, () => failed.chance("backoff")) : 0;
    refusePastDeadline(failed, delayMs, error);
    failed.noteRetry(error, delayMs);
    await failed.backOff(delayMs);
    refusePastDeadline(failed, 0, error);
    attempt = failed.next();
    if (attempt.over()) break;
    try {
      return await call(attempt);
    } catch (thrown) {
      error = thrown;
    }
  }
  throw error;
}

/** Declared classes or the declared predicate decide; without either all may pass but an end that was asked for. */
function mayPass(on: RetryOptions["on"], error: unknown, attempt: Attempt): boolean {
  try {
    if (on === undefined) return !(error instanceof CancelledError || error instanceof DeadlineError);
    if (!isPredicate(on)) return on.some((errorClass) => error instanceof errorClass);
    const answer: unknown = on(error);
    if (!isThenable(answer)) return Boolean(answer);
    answer.then(undefined, () => undefined);
    throw new TypeError("the predicate returned a promise: it must answer at once, with a boolean");
  } catch (thrown) {
    attempt.warn("asking whether to retry threw, which ends the retries", thrown);
    return false;
  }
}

function isPredicate(on: NonNullable<RetryOptions["on"]>): on is (error: unknown) => boolean {
  return typeof on === "function";
}

function refusePastDeadline(attempt: Attempt, delayMs: number, cause: unknown): void {
  const { deadline, runId, step } = attempt;
  if (deadline === undefined || attempt.clockNow() + delayMs < deadline.getTime()) return;
  const message = `attempt ${attempt.attempt + 1} of step ${step} would start past the deadline`;
  throw new DeadlineError(runId, deadline, message, { cause });
}
