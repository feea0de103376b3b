import { isThenable } from "../engine/is-thenable.js";
import { FallbackError } from "../errors.js";
import type { FirstAttempt, WholeCall } from "./attempt.js";
import { isRunEnd } from "./run-end.js";

/**
 * Lets a step's fallback answer for it: for any failure that is left when its attempts are over, and where it is not
 * called at all. Never for the end of the run. Where the fallback fails too, that is a `FallbackError`.
 */
export function withFallback(call: WholeCall): WholeCall {
  return (attempt) => {
    let result: unknown;
    try {
      result = call(attempt);
    } catch (error) {
      return answerFor(attempt, error);
    }
    return result instanceof Promise ? result.then(undefined, (error: unknown) => answerFor(attempt, error)) : result;
  };
}

function answerFor(attempt: FirstAttempt, error: unknown): unknown {
  if (attempt.over() || isRunEnd(attempt, error)) throw error;
  attempt.noteFallback(error);
  const fail = (thrown: unknown) => {
    throw isRunEnd(attempt, thrown) ? thrown : new FallbackError(attempt.latest(), error, thrown);
  };
  try {
    const answer = attempt.callFallback();
    return isThenable(answer) ? Promise.resolve(answer).then(undefined, fail) : answer;
  } catch (thrown) {
    return fail(thrown);
  }
}
