import { durationMs } from "@bufbuild/protobuf/wkt";
import { type RateLimit, RateLimitAlgorithm, RateLimitScope } from "../../generated/protograph/v1/plan_pb.js";
import { isThenable } from "../engine/is-thenable.js";
import type { FirstAttempt, WholeCall } from "./attempt.js";
import { KeyedLimits, type LimitSnapshot } from "./keyed-limits.js";
import { newPermits } from "./permits.js";
import type { RateLimiter, SharedLimit } from "./rate-limiter.js";
import { type Take, Turns } from "./turns.js";

/** Where a rate limit stands. What is used of a global one, only its limiter knows. */
export interface RateLimitSnapshot {
  readonly limit: number;
  readonly perMs: number;
  /** Limits with nothing used and nobody waiting are not kept. */
  readonly limits: readonly LimitSnapshot[];
}

/** The rate limit of a node: what is used of it by all runs of a compiled graph, or by each of them. */
export class RateLimitState {
  private readonly perMs: number;
  private readonly ofProcess: KeyedLimits;
  private readonly ofRuns = new WeakMap<object, KeyedLimits>();

  /** @param shared where the limit is global: who keeps it, and what it is called there. */
  constructor(
    private readonly policy: RateLimit,
    private readonly shared:
      { readonly rateLimiter: RateLimiter; readonly graph: string; readonly step: string } | undefined,
  ) {
    this.perMs = policy.per ? durationMs(policy.per) : 0;
    this.ofProcess = this.newLimits();
  }

  turnsOf(attempt: FirstAttempt): Turns {
    const key = this.policy.keyed ? keyOf(attempt) : "";
    return this.limitsOf(attempt.run).turnsOf(key, attempt.clockNow());
  }

  /** @param run whose limits, where the scope is a run; no limits where it has none. */
  snapshot(clockMs: number, run: object | undefined): RateLimitSnapshot {
    const limits = this.isOfRuns() ? run && this.ofRuns.get(run) : this.ofProcess;
    return { limit: this.policy.limit, perMs: this.perMs, limits: limits?.snapshot(clockMs) ?? [] };
  }

  private isOfRuns(): boolean {
    return this.policy.scope === RateLimitScope.RUN;
  }

  private limitsOf(run: object): KeyedLimits {
    if (!this.isOfRuns()) return this.ofProcess;
    let limits = this.ofRuns.get(run);
    if (limits === undefined) {
      limits = this.newLimits();
      this.ofRuns.set(run, limits);
    }
    return limits;
  }

  private newLimits(): KeyedLimits {
    const { shared, policy } = this;
    return new KeyedLimits(this.perMs, (key, time) => {
      if (shared !== undefined) return { turns: new Turns(this.takeShared(key, shared)), permits: undefined };
      const permits = newPermits(policy);
      return { turns: new Turns((attempt) => permits.take(time.at(attempt.clockNow()))), permits };
    });
  }

  private takeShared(key: string, { rateLimiter, graph, step }: NonNullable<RateLimitState["shared"]>): Take {
    const { limit } = this.policy;
    const sliding = this.policy.algorithm === RateLimitAlgorithm.SLIDING_WINDOW;
    const algorithm = sliding ? "sliding-window" : "token-bucket";
    const wanted: SharedLimit = { graph, step, key, limit, perMs: this.perMs, algorithm };
    return () => rateLimiter.take(wanted);
  }
}

/**
 * Calls a step no more often than its limit. What is over the limit waits, in order of arrival, and never fails for it;
 * its attempts are counted from when it is called.
 */
export function withRateLimit(state: RateLimitState, call: WholeCall): WholeCall {
  return (attempt) => {
    const turn = state.turnsOf(attempt).enter(attempt);
    // A run may have ended between its turn and its call, and then nobody waits for what comes of this.
    return turn === undefined ? call(attempt) : turn.then(() => (attempt.over() ? undefined : call(attempt)));
  };
}

function keyOf(attempt: FirstAttempt): string {
  const key = attempt.rateLimitKey();
  if (typeof key === "string") return key;
  if (isThenable(key)) key.then(undefined, () => undefined);
  const given = isThenable(key) ? "a promise" : typeof key;
  throw new TypeError(`the key of the rate limit of step ${attempt.step} is ${given}: it must be a text, at once`);
}
