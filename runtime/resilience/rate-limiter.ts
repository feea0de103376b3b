/** A limit that several processes share. */
export interface SharedLimit {
  /** The graph's full name. */
  readonly graph: string;
  /** The step's name. */
  readonly step: string;
  /** What the calls of the step are told apart by; empty where they are not. */
  readonly key: string;
  /** How many calls start in each period. */
  readonly limit: number;
  readonly perMs: number;
  readonly algorithm: "token-bucket" | "sliding-window";
}

/**
 * Keeps the rate limits of scope `"global"`, for all processes that share it: give one to the engine as
 * `limits.rateLimiter`.
 *
 * It answers at once and never waits itself. The calls of a process wait in order of arrival on the engine's clock, and
 * only the first of those that share a limit asks.
 */
export interface RateLimiter {
  /**
   * Takes a permit for one call, if one is left.
   *
   * @returns 0 where it has taken one, else how many milliseconds to wait before asking again. What it throws, or a
   * promise of it rejects with, fails the call that asked.
   */
  take(limit: SharedLimit): number | Promise<number>;
}
