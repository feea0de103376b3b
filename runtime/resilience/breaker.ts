import { durationMs } from "@bufbuild/protobuf/wkt";
import type { Breaker } from "../../generated/protograph/v1/plan_pb.js";
import { BreakerOpenError, BulkheadError } from "../errors.js";
import type { FirstAttempt, WholeCall } from "./attempt.js";
import { ForwardTime } from "./forward-time.js";
import { isRunEnd } from "./run-end.js";
import { newTally, type Tally } from "./tally.js";

/** Where a breaker stands. */
export interface BreakerSnapshot {
  /** `HALF_OPEN` from when a call would be let through to see until that call has shown it. */
  readonly state: "CLOSED" | "OPEN" | "HALF_OPEN";
  /** How many failures count now; 0 where it is not closed. */
  readonly failures: number;
  /** Milliseconds until a call is let through to see, where it is open; 0 elsewhere. */
  readonly retryAfterMs: number;
}

/** The breaker of a node: what all runs of a compiled graph know of how the node's calls have gone. */
export class BreakerState {
  private readonly resetMs: number;
  private readonly time = new ForwardTime();
  private tally: Tally;
  private openedMs: number | undefined;
  private probing = false;
  /** Grows whenever the state changes: what has begun in another era counts for nothing. */
  private era = 0;

  constructor(private readonly policy: Breaker) {
    this.resetMs = policy.reset ? durationMs(policy.reset) : 0;
    this.tally = newTally(policy);
  }

  /**
   * Lets a call through, or throws.
   *
   * @returns the era in which it begins.
   * @throws BreakerOpenError at once where it is open.
   */
  enter(attempt: FirstAttempt): number {
    if (this.openedMs === undefined) return this.era;
    const leftMs = this.leftMs(attempt.clockNow());
    if (leftMs > 0 || this.probing) throw new BreakerOpenError(attempt, leftMs);
    this.probing = true;
    return ++this.era;
  }

  /** Whether the call that began in this era is the only one, which is to show how the step is. */
  isProbe(era: number): boolean {
    return this.probing && this.era === era;
  }

  /** A call has ended by itself. */
  ended(era: number, failed: boolean, clockMs: number): void {
    if (era !== this.era) return;
    const nowMs = this.time.at(clockMs);
    if (this.openedMs === undefined) {
      if (this.tally.add(failed, nowMs)) this.open(nowMs);
    } else if (failed) this.open(nowMs);
    else this.close();
  }

  /** A call has ended that says nothing of the step: if it was to show how the step is, another may. */
  endedUnheard(era: number): void {
    if (!this.isProbe(era)) return;
    this.probing = false;
    this.era++;
  }

  snapshot(clockMs: number): BreakerSnapshot {
    if (this.openedMs === undefined) {
      return { state: "CLOSED", failures: this.tally.failures(this.time.at(clockMs)), retryAfterMs: 0 };
    }
    const retryAfterMs = this.leftMs(clockMs);
    return { state: retryAfterMs > 0 ? "OPEN" : "HALF_OPEN", failures: 0, retryAfterMs };
  }

  private leftMs(clockMs: number): number {
    return Math.max(0, (this.openedMs ?? 0) + this.resetMs - this.time.at(clockMs));
  }

  private open(nowMs: number): void {
    this.openedMs = nowMs;
    this.startEra();
  }

  private close(): void {
    this.openedMs = undefined;
    this.startEra();
  }

  private startEra(): void {
    this.era++;
    this.probing = false;
    this.tally = newTally(this.policy);
  }
}

/**
 * Leaves a step alone that keeps failing: a call while the breaker is open fails at once with a `BreakerOpenError`.
 *
 * After a time one call is let through to see; its success closes the breaker, its failure opens it again. What says
 * nothing of the step counts for nothing: the end of the call's own run, and a full bulkhead.
 */
export function withBreaker(breaker: BreakerState, call: WholeCall): WholeCall {
  return (attempt) => {
    const era = breaker.enter(attempt);
    const stop = breaker.isProbe(era) ? attempt.whenOver(() => breaker.endedUnheard(era)) : undefined;
    const succeed = () => {
      stop?.();
      if (attempt.over()) breaker.endedUnheard(era);
      else breaker.ended(era, false, attempt.clockNow());
    };
    const fail = (error: unknown) => {
      stop?.();
      if (attempt.over() || isRunEnd(attempt, error) || isRefusal(attempt, error)) breaker.endedUnheard(era);
      else breaker.ended(era, true, attempt.clockNow());
    };
    let result: unknown;
    try {
      result = call(attempt);
    } catch (error) {
      fail(error);
      throw error;
    }
    if (!(result instanceof Promise)) {
      succeed();
      return result;
    }
    return result.then(
      (value: unknown) => {
        succeed();
        return value;
      },
      (error: unknown) => {
        fail(error);
        throw error;
      },
    );
  };
}

/** Whether the step was not called at all. */
function isRefusal({ runId, step }: FirstAttempt, error: unknown): boolean {
  try {
    return error instanceof BulkheadError && error.runId === runId && error.step === step;
  } catch {
    return false;
  }
}
