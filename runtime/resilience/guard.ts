import { durationMs } from "@bufbuild/protobuf/wkt";
import { type Policies, RateLimitScope } from "../../generated/protograph/v1/plan_pb.js";
import type { UseOptions } from "../dsl/options.js";
import { isThenable } from "../engine/is-thenable.js";
import { toFirstItem } from "./to-first-item.js";
import { DeclarationError } from "../errors.js";
import type { Attempt, Call, WholeCall } from "./attempt.js";
import { type BreakerSnapshot, BreakerState, withBreaker } from "./breaker.js";
import { type BulkheadSnapshot, BulkheadState, withBulkhead } from "./bulkhead.js";
import { withFallback } from "./fallback.js";
import { type RateLimitSnapshot, RateLimitState, withRateLimit } from "./rate-limit.js";
import type { RateLimiter } from "./rate-limiter.js";
import { withRetry } from "./retry.js";
import { withTimeout } from "./timeout.js";

/** Where the policies of a node stand that look back over its calls; those it does not have are not there. */
export interface GuardSnapshot {
  readonly breaker?: BreakerSnapshot;
  readonly rateLimit?: RateLimitSnapshot;
  readonly bulkhead?: BulkheadSnapshot;
}

/** What stands around the calls of a node. What it knows of them belongs to the compiled graph, and not to a run. */
export interface Guard {
  readonly call: WholeCall;
  /**
   * @param nowMs what the engine's clock shows.
   * @param run whose rate limits are meant, where their scope is a run: what its attempts have as `run`.
   */
  snapshot(nowMs: number, run?: object): GuardSnapshot;
}

/** What a guard is made of. */
export interface GuardParts {
  /** The graph's full name. */
  readonly graph: string;
  /** The step's name. */
  readonly step: string;
  /** The data, from the plan. */
  readonly policies: Policies | undefined;
  /** The functions, from the declaration. */
  readonly options: UseOptions | undefined;
  /** What keeps global rate limits, where the engine was given one. */
  readonly rateLimiter: RateLimiter | undefined;
  /** Whether the step returns a stream: then its call is over with the first item. */
  readonly streams?: boolean;
}

/**
 * Composes, once for a graph, what stands around the calls of a node; from outside in: fallback → breaker → rate limit →
 * bulkhead → retry → timeout → call.
 *
 * @returns `undefined` where the node has no policy, and costs a function call.
 * @throws DeclarationError (`INVALID_OPTION`) where a rate limit is global and nobody keeps it.
 */
export function toGuard({ graph, step, policies, options, rateLimiter, streams }: GuardParts): Guard | undefined {
  const { retry, timeout, fallback } = policies ?? {};
  const bulkhead = policies?.bulkhead && new BulkheadState(policies.bulkhead);
  const rateLimit = policies?.rateLimit && new RateLimitState(policies.rateLimit, shared());
  const breaker = policies?.breaker && new BreakerState(policies.breaker);

  const innermost = streams === true ? callToFirstItem : callWithPromise;
  let attempt: Call = innermost;
  if (timeout) attempt = withTimeout(durationMs(timeout), attempt);
  if (retry) attempt = withRetry(retry, options?.retry?.on, attempt);
  let call: WholeCall = attempt;
  if (bulkhead) call = withBulkhead(bulkhead, call);
  if (rateLimit) call = withRateLimit(rateLimit, call);
  if (breaker) call = withBreaker(breaker, call);
  if (fallback) call = withFallback(call);
  if (call === innermost) return undefined;
  return {
    call,
    snapshot: (nowMs, run) => ({
      ...(breaker && { breaker: breaker.snapshot(nowMs) }),
      ...(rateLimit && { rateLimit: rateLimit.snapshot(nowMs, run) }),
      ...(bulkhead && { bulkhead: bulkhead.snapshot() }),
    }),
  };

  function shared() {
    if (policies?.rateLimit?.scope !== RateLimitScope.GLOBAL) return undefined;
    if (rateLimiter !== undefined) return { rateLimiter, graph, step };
    throw new DeclarationError(
      "INVALID_OPTION",
      `the rate limit of step ${step} of ${graph} is global: give the engine a limits.rateLimiter that keeps it, or make ` +
        `its scope "process"`,
    );
  }
}

/** The innermost call: the policies see a message or a plain promise, which answers once. */
function callWithPromise(attempt: Attempt): unknown {
  const result = attempt.call();
  return isThenable(result) ? Promise.resolve(result) : result;
}

/** The same for a step that returns a stream: what can fail comes with its first item. */
function callToFirstItem(attempt: Attempt): unknown {
  const result = attempt.call();
  return isThenable(result) ? Promise.resolve(result).then(toFirstItem) : toFirstItem(result);
}
