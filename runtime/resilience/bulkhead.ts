import type { Bulkhead } from "../../generated/protograph/v1/plan_pb.js";
import { BulkheadError } from "../errors.js";
import type { FirstAttempt, WholeCall } from "./attempt.js";
import { WaitingLine } from "./waiting-line.js";

/** Where a bulkhead stands. */
export interface BulkheadSnapshot {
  readonly limit: number;
  /** How many calls are in flight. */
  readonly inFlight: number;
  readonly waiting: number;
}

/** A call that has a place or waits for one. */
interface Entry {
  /** Resolves when it has a place; `undefined` where it has one at once. */
  readonly turn: Promise<void> | undefined;
  /** Gives the place back, or no longer waits for it; the second time nothing. */
  readonly leave: () => void;
}

/** The bulkhead of a node: which calls of all runs of a compiled graph are in flight, and which wait. */
export class BulkheadState {
  private readonly line = new WaitingLine<() => void>();
  private inFlight = 0;

  constructor(private readonly policy: Bulkhead) {}

  /** @throws BulkheadError where as many wait as may. */
  enter(attempt: FirstAttempt): Entry {
    const { limit, queue } = this.policy;
    if (this.inFlight < limit) {
      this.inFlight++;
      return { turn: undefined, leave: once(() => this.release()) };
    }
    if (queue !== undefined && this.line.size >= queue) throw new BulkheadError(attempt, limit, queue);
    let leave: () => void = () => undefined;
    const turn = new Promise<void>((resolve) => {
      const place = this.line.join(resolve);
      leave = once(() => (place.left ? this.release() : this.line.leave(place)));
    });
    return { turn, leave };
  }

  snapshot(): BulkheadSnapshot {
    return { limit: this.policy.limit, inFlight: this.inFlight, waiting: this.line.size };
  }

  /** A place goes to whoever has waited longest. */
  private release(): void {
    const next = this.line.shift();
    if (next === undefined) this.inFlight--;
    else next();
  }
}

function once(act: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    act();
  };
}

/**
 * Keeps the calls of a step that are in flight at once to a limit. A call is in flight until it has its result or nobody
 * waits for that any more: a deaf step that has timed out, or whose run has ended, has no place.
 */
export function withBulkhead(state: BulkheadState, call: WholeCall): WholeCall {
  return (attempt) => {
    const { turn, leave } = state.enter(attempt);
    const stop = attempt.whenOver(leave);
    const done = () => {
      stop();
      leave();
    };
    // A run may have ended between its turn and its call, and then nobody waits for what comes of this.
    if (turn !== undefined) return turn.then(() => (attempt.over() ? undefined : call(attempt))).finally(done);
    let result: unknown;
    try {
      result = call(attempt);
    } catch (error) {
      done();
      throw error;
    }
    if (result instanceof Promise) return result.finally(done);
    done();
    return result;
  };
}
