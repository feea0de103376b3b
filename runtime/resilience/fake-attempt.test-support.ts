import { RunScope } from "../engine/run-scope.js";
import { ManualClock } from "../testing/manual-clock.js";
import type { FirstAttempt } from "./attempt.js";

/** What one call does; everything may be left out. */
export interface FakeCall {
  readonly call?: (attempt: number) => unknown;
  readonly key?: () => unknown;
  readonly fallback?: () => unknown;
}

/** A run that calls one step, as its policies see it. */
export class FakeRun {
  readonly id: string;
  readonly deadline: Date | undefined = undefined;
  /** Why the fallback was asked, for each time it was. */
  readonly fallbacks: unknown[] = [];
  private readonly scope = new RunScope();
  private readonly cleanups = new Set<() => void>();
  private ended = false;

  constructor(
    readonly clock: ManualClock = new ManualClock(0),
    id = "r1",
  ) {
    this.id = id;
  }

  end(): void {
    this.ended = true;
    this.scope.close(undefined);
    for (const cleanup of this.cleanups) cleanup();
    this.cleanups.clear();
  }

  /** How much the run would do at its end. */
  get cleanupCount(): number {
    return this.cleanups.size;
  }

  attempt(does: FakeCall, first?: { latest: number }, number = 1): FirstAttempt {
    const shared = first ?? { latest: 1 };
    shared.latest = number;
    const place = { step: "Flaky", runId: this.id };
    return {
      ...place,
      attempt: number,
      tries: number,
      run: this,
      deadline: this.deadline,
      call: () => does.call?.(number),
      over: () => this.ended,
      clockNow: () => this.clock.now(),
      timer: (ms, fire) => {
        if (this.ended) return () => undefined;
        return this.scope.timer(this.clock, ms, fire, (error) => {
          throw error;
        });
      },
      backOff: (ms) => new Promise((resolve) => this.scope.timer(this.clock, ms, resolve, () => undefined)),
      abort: () => undefined,
      chance: () => 0,
      noteRetry: () => undefined,
      next: () => this.attempt(does, shared, number + 1),
      warn: () => undefined,
      latest: () => ({ ...place, attempt: shared.latest }),
      rateLimitKey: () => does.key?.(),
      callFallback: () => does.fallback?.(),
      noteFallback: (error) => {
        this.fallbacks.push(error);
      },
      whenOver: (act) => {
        if (this.ended) return () => undefined;
        const cleanup = () => act();
        this.cleanups.add(cleanup);
        return () => this.cleanups.delete(cleanup);
      },
    };
  }
}

/** What a call has come to: `"waiting"`, what it returned, or what it threw. */
export class Outcome {
  value: unknown = "waiting";
  /** Whether it was there at once. */
  readonly atOnce: boolean;

  constructor(call: () => unknown) {
    try {
      const result = call();
      this.atOnce = !(result instanceof Promise);
      if (result instanceof Promise) {
        result.then(
          (value: unknown) => (this.value = value),
          (error: unknown) => (this.value = error),
        );
      } else this.value = result;
    } catch (error) {
      this.atOnce = true;
      this.value = error;
    }
  }
}

/** A promise that its test settles. */
export function held(): {
  promise: Promise<unknown>;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
} {
  let settle!: { resolve: (value: unknown) => void; reject: (error: unknown) => void };
  const promise = new Promise<unknown>((resolve, reject) => (settle = { resolve, reject }));
  return { promise, ...settle };
}
