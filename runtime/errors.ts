import { describeThrown, framesOf } from "./describe-thrown.js";
import type { ItemFailure } from "./dsl/step.js";

/** Every error of protograph's own, told apart by {@link code}; what a user's step threw is always its `cause`. */
export abstract class ProtographError extends Error {
  /** Stable, in capitals: what programs compare. */
  abstract readonly code: string;
  override get name(): string {
    return this.constructor.name;
  }
}

/** A declaration that cannot be used: thrown by `graph`, `use` and the constructors of generated graphs. */
export class DeclarationError extends ProtographError {
  constructor(
    override readonly code:
      | "INVALID_OPTION"
      | "INVALID_GRAPH"
      | "INVALID_FLOW"
      | "MISSING_SERVICE"
      | "STALE_GRAPH"
      | "STALE_FLOW"
      | "INVALID_PLAN",
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A graph asks for what this engine cannot do; thrown by its constructor, before any run. */
export class UnsupportedCapabilityError extends ProtographError {
  override readonly code = "UNSUPPORTED_CAPABILITY";

  /** @param offered the version that the engine has; `undefined` where it has none. */
  constructor(
    readonly graph: string,
    readonly capability: string,
    readonly version: string,
    readonly offered: string | undefined,
  ) {
    super(
      `${graph} requires ${capability}@${version}, and this engine has ${offered ?? "no such thing"}: ` +
        "run it with the release of protograph that wrote its plan, or write it anew with `protograph generate`",
    );
  }
}

/** Where in a run something failed. */
export interface StepPlace {
  /** The step's name, unique in its graph. */
  readonly step: string;
  /** Which item it was called for, of nested lists outermost first; absent for a step that is called once. */
  readonly itemIndex?: readonly number[] | undefined;
  /** The try of the step, counted from 1. */
  readonly attempt: number;
  readonly runId: string;
}

/**
 * A step failed, and no attempt is left; the run fails with it.
 *
 * `cause` is what the step threw, whatever it was. The stack is that of the cause, so its top frame is in the user's
 * file.
 */
export class StepError extends ProtographError implements StepPlace {
  override readonly code:
    | "STEP_FAILED"
    | "TIMEOUT"
    | "WRONG_RESULT"
    | "WRONG_SELECTION"
    | "ITEMS_FAILED"
    | "BREAKER_OPEN"
    | "BULKHEAD_FULL"
    | "FALLBACK_FAILED" = "STEP_FAILED";
  readonly step: string;
  readonly itemIndex: readonly number[] | undefined;
  readonly attempt: number;
  readonly runId: string;

  constructor({ step, itemIndex, attempt, runId }: StepPlace, message: string, options?: ErrorOptions) {
    const item = itemIndex?.map((index) => `[${index}]`).join("") ?? "";
    super(`step ${step}${item} ${message} (attempt ${attempt} of run ${runId})`, options);
    this.step = step;
    this.itemIndex = itemIndex;
    this.attempt = attempt;
    this.runId = runId;
    Object.defineProperty(this, "stack", {
      value: `${this.name}: ${this.message}${options && "cause" in options ? framesOf(options.cause) : ""}`,
      configurable: true,
      writable: true,
    });
  }

  /** The error of a step that threw `thrown`. */
  static of(place: StepPlace, thrown: unknown): StepError {
    return new StepError(place, `failed: ${describeThrown(thrown)}`, { cause: thrown });
  }
}

/** One attempt of a step took longer than its `timeout`; where no retry follows, the run fails with it. */
export class TimeoutError extends StepError {
  override readonly code = "TIMEOUT";

  constructor(
    place: StepPlace,
    /** The time the attempt had, in milliseconds. */
    readonly timeoutMs: number,
  ) {
    super(place, `took longer than its timeout of ${timeoutMs} ms`);
  }
}

/** A step returned something else than the message it is declared to return; it is never tried again for that. */
export class WrongResultError extends StepError {
  override readonly code = "WRONG_RESULT";

  constructor(
    place: StepPlace,
    /** Full name of the message the plan has for the step. */
    readonly expected: string,
    /** Full name of the message it returned, or words for what is no message. */
    readonly actual: string,
  ) {
    super(place, `returned ${actual} instead of ${expected}`);
  }
}

/** A step was not called, because it has kept failing and its breaker is open. */
export class BreakerOpenError extends StepError {
  override readonly code = "BREAKER_OPEN";

  constructor(
    place: StepPlace,
    /** Milliseconds until a call is let through to see; 0 while that call is under way. */
    readonly retryAfterMs: number,
  ) {
    const until =
      retryAfterMs > 0 ? `for another ${retryAfterMs} ms` : "until the call that is under way has succeeded";
    super(place, `was not called: its breaker is open, ${until}`);
  }
}

/** A step was not called, because as many calls of it as may are in flight and as many as may wait. */
export class BulkheadError extends StepError {
  override readonly code = "BULKHEAD_FULL";

  constructor(
    place: StepPlace,
    /** How many calls may be in flight. */
    readonly limit: number,
    /** How many more may wait. */
    readonly queue: number,
  ) {
    super(place, `was not called: its bulkhead is full, with ${limit} in flight and ${queue} waiting`);
  }
}

/** A step failed for good, and so did its fallback. `cause` is what the fallback threw. */
export class FallbackError extends StepError {
  override readonly code = "FALLBACK_FAILED";

  constructor(
    place: StepPlace,
    /** What the fallback was to answer for: what the step threw, or why it was not called. */
    readonly failure: unknown,
    thrown: unknown,
  ) {
    const words = `${describeThrown(failure)}; so did its fallback: ${describeThrown(thrown)}`;
    super(place, `failed: ${words}`, { cause: thrown });
  }
}

/** Of the items that a step was called for, more have failed than its `itemFailure` tolerates. */
export class ItemsFailedError extends StepError {
  override readonly code = "ITEMS_FAILED";

  constructor(
    place: StepPlace,
    /** The items that have failed, first failed first; the first one's error is the `cause`. */
    readonly failures: readonly ItemFailure[],
    /** How many items there are. */
    readonly total: number,
  ) {
    const [first] = failures;
    const words = first === undefined ? "" : `: ${first.error.message}`;
    const count = `${failures.length} of ${total} ${total === 1 ? "item" : "items"}`;
    super(place, `failed for ${count}, more than it tolerates${words}`, { cause: first?.error });
  }
}

/** A step's `when` gave no boolean, or a choice's `by` no key of a branch. */
export class SelectionError extends StepError {
  override readonly code = "WRONG_SELECTION";
}

/** A lazy message was asked for that is not there: its step was skipped, or has returned nothing. */
export class AbsentError extends ProtographError {
  override readonly code = "ABSENT";

  constructor(
    readonly runId: string,
    /** Full name of the message. */
    readonly expected: string,
  ) {
    super(`there is no ${expected} in run ${runId}: its step was skipped, or has returned nothing`);
  }
}

/** Something was asked of a run that has ended. */
export class RunEndedError extends ProtographError {
  override readonly code = "RUN_ENDED";

  constructor(readonly runId: string) {
    super(`run ${runId} has ended`);
  }
}

/** A step has read a stream twice: its items come once. */
export class StreamConsumedError extends ProtographError {
  override readonly code = "STREAM_CONSUMED";

  constructor(
    /** Full name of the message. */
    readonly expected: string,
    readonly step: string,
  ) {
    super(`step ${step} reads its stream of ${expected} a second time: keep the items, or take a list`);
  }
}

/** A message that a run waits for has not arrived within its time. */
export class AwaitedError extends ProtographError {
  override readonly code = "AWAITED_EXPIRED";

  constructor(
    readonly runId: string,
    /** Full name of the message. */
    readonly expected: string,
    /** The time it had, in milliseconds. */
    readonly withinMs: number,
  ) {
    super(`${expected} has not arrived within ${withinMs} ms of the start of run ${runId}`);
  }
}

/** A message was delivered that its run does not wait for, or has already. */
export class DeliveryError extends ProtographError {
  constructor(
    override readonly code: "NOT_AWAITED" | "ALREADY_DELIVERED",
    readonly runId: string,
    message: string,
  ) {
    super(message);
  }
}

/** A run was started with something else than the message its graph takes. No step has run. */
export class WrongInputError extends ProtographError {
  override readonly code = "WRONG_INPUT";

  constructor(
    readonly graph: string,
    readonly runId: string,
    /** Full name of the message the graph takes. */
    readonly expected: string,
    /** Full name of the message that was given, or words for what is no message. */
    readonly actual: string,
  ) {
    super(`${graph} takes ${expected} and was given ${actual} (run ${runId})`);
  }
}

/** A run was cancelled: by `run.cancel()`, by the signal it was started with, or, for a step, by a failure elsewhere. */
export class CancelledError extends ProtographError {
  override readonly code = "CANCELLED";

  constructor(
    readonly runId: string,
    /** What `cancel` was given, or the signal's reason. */
    readonly reason: unknown,
  ) {
    const words = reason === undefined ? "" : `: ${describeThrown(reason)}`;
    super(`run ${runId} was cancelled${words}`, reason === undefined ? undefined : { cause: reason });
  }
}

/** A run's deadline passed, or would have passed before the next attempt of a step could start. */
export class DeadlineError extends ProtographError {
  override readonly code = "DEADLINE";

  constructor(
    readonly runId: string,
    readonly deadline: Date,
    message: string,
    options?: ErrorOptions,
  ) {
    super(`${message} (deadline ${deadline.toISOString()} of run ${runId})`, options);
  }
}

/** Something was asked of a run that only one with a store can do. */
export class NoStoreError extends ProtographError {
  override readonly code = "NO_STORE";

  constructor(
    readonly runId: string,
    what: string,
  ) {
    super(`run ${runId} is in memory only and ${what}: give its graph a store, new MyGraph(services, { store })`);
  }
}
