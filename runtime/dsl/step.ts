import type { Message } from "@bufbuild/protobuf";
import type { GenMessage } from "@bufbuild/protobuf/codegenv2";
import type { DurationText } from "../../proto/contract/duration.js";

/** The schema constant that protobuf-es generates beside every message type: `MovieSchema` for `Movie`. */
export type MessageSchema<M extends Message = Message> = GenMessage<M>;

/**
 * What a step may know of the run it is in; always the first parameter of `compute`.
 *
 * Time, chance and identity come from here and are seeded per run and node, so that a rerun of a step sees what the
 * first one saw. Everything else a step needs comes as messages (parameters) or services (its constructor).
 *
 * @example
 * ```ts
 * async compute(ctx: StepContext, movie: Movie): Promise<DirectorProfile> {
 *   ctx.log.info("looking up", { director: movie.director });
 *   return this.api.director(movie.director, { signal: ctx.signal });
 * }
 * ```
 */
export interface StepContext {
  /** The run's id. */
  readonly runId: string;
  /** The name of the step, unique in its graph. */
  readonly step: string;
  /** This try of the step, counted from 1. */
  readonly attempt: number;
  /** Whom the run is for, where the run was started with a tenant. */
  readonly tenant: string | undefined;
  /** When the run must be over, where it has a deadline. */
  readonly deadline: Date | undefined;
  /** Which item of its list this call is for, of nested lists outermost first; empty for a step called once. */
  readonly itemIndex: readonly number[];
  /**
   * Of the lists and streams that this step takes whole: the items that are not in them because a step failed. Of a step
   * that is itself called for each item, also what has failed for its own item, where a list of that lacks any.
   */
  readonly failures: readonly ItemFailure[];
  /** Aborted when this attempt's result is no longer wanted: cancelled, timed out, or the run has failed elsewhere. */
  readonly signal: AbortSignal;
  /** The same for every attempt of this step in this run, and for no other: give it to services that take one. */
  readonly idempotencyKey: string;
  /** Writes to the engine's log, with the run, step and attempt added. */
  readonly log: StepLog;
  /** The run's time, in milliseconds since the epoch: read once, and the same for all steps, attempts and reruns. */
  readonly now: () => number;
  /** The next number in [0, 1) of this step's own seeded sequence. */
  readonly random: () => number;
  /** The next UUID (version 4 form) of this step's own seeded sequence. */
  readonly uuid: () => string;
  /**
   * Waits on the engine's clock.
   *
   * @param duration milliseconds, or text like `"2s"`.
   * @throws the signal's reason when {@link signal} is aborted, at once.
   */
  readonly sleep: (duration: number | DurationText) => Promise<void>;
}

/** An item that a list lacks, because a step that may fail for single items failed for it. */
export interface ItemFailure {
  /** The name of the step that failed. */
  readonly step: string;
  /** Which item, of nested lists outermost first. */
  readonly itemIndex: readonly number[];
  readonly error: Error;
}

/**
 * A message that is computed only if the step asks for it.
 *
 * @example
 * ```ts
 * async compute(ctx: StepContext, draft: Draft, review: Lazy<Review>): Promise<Letter> {
 *   return draft.risky ? merge(draft, await review.get()) : plain(draft);
 * }
 * ```
 */
export interface Lazy<M extends Message> {
  /**
   * Has the message computed, at most once for the run, and waits for it.
   *
   * @throws StepError where a step it needs fails; a step that catches it keeps the run alive. AbsentError where there is
   * no such message in this run, RunEndedError when it is first asked for after the run's end.
   */
  get(): Promise<M>;
}

/** A log with levels; fields are added to the entry as they are. */
export interface StepLog {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** A step as a function: `(ctx, ...messages) => message`, or a promise of one. */
export type StepFunction = (ctx: StepContext, ...messages: never[]) => unknown;

/** A step as an object: what `new` makes of a {@link StepClass}. */
export interface StepObject {
  compute: StepFunction;
}

/** A step as a class; its constructor takes services, its `compute` messages. */
export type StepClass = new (...services: never[]) => StepObject;

/** A step in either form. */
export type Step = StepClass | StepFunction;
