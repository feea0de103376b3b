import { ForwardTime } from "./forward-time.js";
import type { Permits, PermitUse } from "./permits.js";
import type { Turns } from "./turns.js";

/** A limit that calls have asked for lately: of one key, or of all calls where they have none. */
export interface LimitSnapshot extends Partial<PermitUse> {
  /** Empty where the limit is not keyed. */
  readonly key: string;
  /** How many calls wait for their turn. */
  readonly waiting: number;
}

/** What is known of the limit of one key. */
export interface KeyedLimit {
  readonly turns: Turns;
  /** None where the limit is global. */
  readonly permits: Permits | undefined;
}

/** The limits of one scope, by key. A key is forgotten when it is as if it had never been asked for. */
export class KeyedLimits {
  private readonly limits = new Map<string, KeyedLimit>();
  private readonly time = new ForwardTime();
  private sweptMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly perMs: number,
    private readonly newLimit: (key: string, time: ForwardTime) => KeyedLimit,
  ) {}

  /** How many keys are kept. */
  get size(): number {
    return this.limits.size;
  }

  turnsOf(key: string, clockMs: number): Turns {
    const nowMs = this.time.at(clockMs);
    // Nothing can be idle again sooner, so that a call pays for no more than it and the last one have left behind.
    if (nowMs - this.sweptMs >= this.perMs) this.sweep(nowMs);
    let limit = this.limits.get(key);
    if (limit === undefined) {
      limit = this.newLimit(key, this.time);
      this.limits.set(key, limit);
    }
    return limit.turns;
  }

  snapshot(clockMs: number): readonly LimitSnapshot[] {
    const nowMs = this.time.at(clockMs);
    this.sweep(nowMs);
    return [...this.limits].map(([key, { turns, permits }]) => ({
      key,
      waiting: turns.waiting,
      ...permits?.use(nowMs),
    }));
  }

  private sweep(nowMs: number): void {
    this.sweptMs = nowMs;
    for (const [key, { turns, permits }] of this.limits) {
      if (turns.waiting === 0 && (permits?.use(nowMs).used ?? 0) === 0) this.limits.delete(key);
    }
  }
}
