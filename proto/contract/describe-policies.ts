import { durationMs } from "@bufbuild/protobuf/wkt";
import {
  type Backoff,
  type Breaker,
  Durability,
  type ItemFailure,
  type Policies,
  type RateLimit,
  RateLimitAlgorithm,
  RateLimitScope,
  type Retry,
} from "../../generated/protograph/v1/plan_pb.js";
import { formatDuration } from "./duration.js";

/**
 * Policies in words, one sentence each, for documentation and terminals; empty where there are none.
 *
 * @example
 * describePolicies(node.policies); // ["Up to 4 attempts on HttpError, waiting 100ms, then 2 times longer, at most 30s."]
 */
export function describePolicies(policies: Policies | undefined): readonly string[] {
  if (!policies) return [];
  const { retry, timeout, parallelism, itemFailure, rateLimit, breaker, bulkhead, window, fallback } = policies;
  const { effect, durability } = policies;
  const sentences: string[] = [];
  if (retry) sentences.push(describeRetry(retry));
  if (timeout) sentences.push(`At most ${formatDuration(durationMs(timeout))} for an attempt.`);
  if (parallelism > 0) sentences.push(`At most ${parallelism} ${parallelism === 1 ? "item" : "items"} at once.`);
  if (itemFailure) sentences.push(describeItemFailure(itemFailure));
  if (rateLimit) sentences.push(describeRateLimit(rateLimit));
  if (bulkhead) {
    const queue = bulkhead.queue === undefined ? "" : `, ${bulkhead.queue} more may wait`;
    sentences.push(
      `At most ${bulkhead.limit} ${bulkhead.limit === 1 ? "call" : "calls"} at once in a process${queue}.`,
    );
  }
  if (breaker) sentences.push(describeBreaker(breaker));
  if (window > 0) sentences.push(`At most ${window} ${window === 1 ? "item" : "items"} ahead of its slowest consumer.`);
  if (fallback) sentences.push("Its fallback answers for it when it fails.");
  if (effect) sentences.push("Has an effect: its start is stored before the call, and its result right after.");
  const stored = describeDurability(durability);
  if (stored !== undefined) sentences.push(stored);
  return sentences;
}

/** A durability in words; undefined where none is declared. */
export function describeDurability(durability: Durability): string | undefined {
  switch (durability) {
    case Durability.UNSPECIFIED:
      return undefined;
    case Durability.MEMORY:
      return "Results are not stored.";
    case Durability.ASYNC:
      return "Results are stored while the run goes on.";
    case Durability.SYNC:
      return "Results are stored before the run goes on.";
  }
}

function describeItemFailure({ tolerated }: ItemFailure): string {
  return tolerated === 1 ? "Items may fail." : `At most ${percent(tolerated)} of the items may fail.`;
}

function describeRateLimit({ limit, per, algorithm, scope, keyed }: RateLimit): string {
  const calls = `${limit} ${limit === 1 ? "call" : "calls"} in ${formatDuration(per ? durationMs(per) : 0)}`;
  const bucket = algorithm === RateLimitAlgorithm.SLIDING_WINDOW ? "sliding window" : "token bucket";
  const shared = {
    [RateLimitScope.RUN]: "in a run",
    [RateLimitScope.GLOBAL]: "in all processes",
    [RateLimitScope.PROCESS]: "in a process",
    [RateLimitScope.UNSPECIFIED]: "in a process",
  }[scope];
  return `At most ${calls} ${shared}${keyed ? ", for each key" : ""} (${bucket}).`;
}

function describeBreaker({ threshold, over, reset }: Breaker): string {
  const within = over ? ` within ${formatDuration(durationMs(over))}` : " in a row";
  const failures =
    threshold.case === "rate"
      ? `${percent(threshold.value)} of its calls have failed${within}`
      : `${threshold.value ?? 0} ${threshold.value === 1 ? "failure" : "failures"}${within}`;
  return `After ${failures} it is left alone for ${formatDuration(reset ? durationMs(reset) : 0)}.`;
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))}%`;
}

function describeRetry({ attempts, on, predicate, backoff }: Retry): string {
  if (attempts === 1) return "One attempt, no retry.";
  const failures = on.length > 0 ? ` on ${on.join(" or ")}` : predicate ? " on the failures its predicate picks" : "";
  return `Up to ${attempts} attempts${failures}${describeBackoff(backoff)}.`;
}

function describeBackoff(backoff: Backoff | undefined): string {
  if (!backoff?.base) return "";
  const base = formatDuration(durationMs(backoff.base));
  const jitter = backoff.jitter > 0 ? `, ${percent(backoff.jitter)} of it at random` : "";
  if (backoff.factor === 1) return `, ${base} apart${jitter}`;
  const max = backoff.max ? `, at most ${formatDuration(durationMs(backoff.max))}` : "";
  return `, waiting ${base}, then ${backoff.factor} times longer${max}${jitter}`;
}
