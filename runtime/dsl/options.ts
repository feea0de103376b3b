import type { BackoffOptions } from "../../proto/contract/backoff.js";
import type { DurationText } from "../../proto/contract/duration.js";
import type { DurabilityMode } from "../../proto/contract/options.js";
import type { StepContext } from "./step.js";

/** A class of errors, to be told by `instanceof`. */
export type ErrorClass = abstract new (...args: never[]) => Error;

/** When and how often to try a step again. */
export interface RetryOptions {
  /** All tries together, 1 to 100; 3 where it is left out. */
  readonly attempts?: number;
  /** The wait before the next try: {@link fixed} or {@link exponential}; `exponential("100ms")` where it is left out. */
  readonly backoff?: BackoffOptions;
  /**
   * Which failures to retry: error classes, or a function of the error. Where it is left out every failure is retried
   * but cancellation, the run's deadline, and a result of the wrong type.
   */
  readonly on?: readonly ErrorClass[] | ((error: unknown) => boolean);
}

/** A function of messages, resolved by type like a step's; it answers at once. */
export type MessageFunction<Result> = (...messages: never[]) => Result;

/** A function that takes ctx and messages like a step, and returns a step's message in its place. */
export type Fallback = (ctx: StepContext, ...messages: never[]) => unknown;

/** What stands for a fallback in the type of a step that has none; a function, so that one that is written gets its ctx. */
export interface NoFallback extends Fallback {
  readonly none?: never;
}

/** How often a step is called. What is over the limit waits for its turn, and never fails for it. */
export interface RateLimitOptions<Key = MessageFunction<string>> {
  /** How many calls start in each period. */
  readonly limit: number;
  readonly per: DurationText;
  /**
   * `"token-bucket"` (where it is left out): the limit refills evenly, and a full one lets that many calls through at
   * once. `"sliding-window"`: no period, wherever it begins, sees more calls than the limit.
   */
  readonly algorithm?: "token-bucket" | "sliding-window";
  /**
   * Who shares the limit: the calls of one run, of all runs of the graph in this process (where it is left out), or of all
   * processes that share `limits.rateLimiter`.
   */
  readonly scope?: "run" | "process" | "global";
  /** Gives each key a limit of its own. */
  readonly key?: Key;
}

/** When to leave a step alone that keeps failing. */
export interface BreakerOptions {
  /** A number of failures, `5`, or a share of the calls above 0 and below 1, `0.5`. */
  readonly failures: number;
  /** The time looked back over: a number of failures is in a row where it is left out, a share in 30 seconds. */
  readonly over?: DurationText;
  /** How many calls there must be in that time before a share of them says anything; 5 where it is left out. */
  readonly minimum?: number;
  /** The time after which one call is let through to see. */
  readonly reset: DurationText;
}

/** How many calls of a step are in flight at once, over all runs of the graph in this process. */
export interface BulkheadOptions {
  readonly limit: number;
  /** How many more may wait; what comes then fails with a `BulkheadError`. Any number where it is left out. */
  readonly queue?: number;
}

/** What to put around a step; every option may be left out, and asks for nothing then. */
export interface UseOptions<When = MessageFunction<boolean>, Otherwise = Fallback, Key = MessageFunction<string>> {
  /** The step's name in its graph, where the class's or function's own will not do. */
  readonly name?: string;
  /** Part of the keys of stored outputs: change it when the step computes something else. `"1"` by default. */
  readonly version?: string;
  /** The step runs only where this is true; what it would have produced is absent otherwise. */
  readonly when?: When;
  /** Tries after a failure; none where it is left out. */
  readonly retry?: RetryOptions;
  /** The time one attempt may take; past it `ctx.signal` is aborted and the attempt fails with a `TimeoutError`. */
  readonly timeout?: DurationText;
  /** The most items in flight at once in one run, of a step that is called for each item of a list; 64 by default. */
  readonly parallelism?: number;
  /**
   * What the failure of an item means: `"fail"` (where it is left out) fails the run; `"collect"` leaves the item out and
   * tells who takes the list by `ctx.failures`; `{ tolerate: 0.05 }` does so until more than that share has failed.
   */
  readonly itemFailure?: "fail" | "collect" | { readonly tolerate: number };
  readonly rateLimit?: RateLimitOptions<Key>;
  readonly breaker?: BreakerOptions;
  readonly bulkhead?: BulkheadOptions;
  /** How many items a step that returns a stream is ahead of its slowest consumer at most; 16 by default. */
  readonly window?: number;
  /**
   * Answers for the step when it has failed for good or its breaker is open: takes ctx and messages like a step and
   * returns the step's message.
   */
  readonly fallback?: Otherwise;
  /**
   * The step changes the world outside: it charges, sends, orders. In a durable run its start is on disk before it is
   * called and its result before the run goes on or ends, so a crash leaves no doubt but about a call that was in flight.
   * So it is in a run of mode `"memory"`, too.
   */
  readonly effect?: true;
  /** When what it returns is on disk, in a durable run: as its graph says, where it is left out. */
  readonly durability?: DurabilityMode;
}

/** What to put around a graph in a graph; what else there is to say, its own steps say. */
export interface UseGraphOptions<When = MessageFunction<boolean>> {
  /** Its name in the outer graph; the last part of its own where it is left out. */
  readonly name?: string;
  /** Its steps run only where this is true. */
  readonly when?: When;
}
