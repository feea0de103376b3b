import type { StepPlace } from "../errors.js";

/** One try of a step, as the policies around its call see it. */
export interface Attempt extends StepPlace {
  /** Which try of its policies it is, from 1: attempts count on where a failed run is retried, and tries do not. */
  readonly tries: number;
  /** Calls the step with its messages. */
  call(): unknown;
  /** Whether the run has ended: nothing may start any more. */
  over(): boolean;
  /** When the run must be over, where it has a deadline. */
  readonly deadline: Date | undefined;
  /** Milliseconds since the epoch, on the engine's clock. */
  clockNow(): number;
  /**
   * Calls back after a time on the engine's clock, unless stopped or the run ends first.
   *
   * @returns stops the timer.
   */
  timer(ms: number, fire: () => void): () => void;
  /** Waits before the next attempt, as long as that and until the run lets anything start; for ever where it ends first. */
  backOff(ms: number): Promise<void>;
  /** Tells the step that this attempt's result is no longer wanted. */
  abort(reason: Error): void;
  /** A number in [0, 1) for this attempt's policies: the same for the same seed. */
  chance(purpose: string): number;
  /** Notes that this attempt has failed and that another follows. */
  noteRetry(error: unknown, delayMs: number): void;
  /** Starts the next attempt. */
  next(): Attempt;
  /** Writes a warning to the engine's log. */
  warn(message: string, error: unknown): void;
}

/** Calls a step for an attempt: returns its message or a promise of it, or throws. */
export type Call = (attempt: Attempt) => unknown;

/** The first attempt of a call, as the policies see it that stand around all of its attempts. */
export interface FirstAttempt extends Attempt {
  /** The run, for what lives as long as it does; it is only told from others. */
  readonly run: object;
  /** Where the call has come to: its attempt that started last. */
  latest(): StepPlace;
  /** What the declaration's function gives as the key of the rate limit: text, or whatever else it returned. */
  rateLimitKey(): unknown;
  /** Calls the declaration's fallback with its messages. */
  callFallback(): unknown;
  /** Notes that the fallback is to answer for the call, which has failed for good. */
  noteFallback(error: unknown): void;
  /**
   * Has something done when the run ends, however it does; {@link over} says so by then. Not at all where it has ended.
   *
   * @returns takes that back.
   */
  whenOver(act: () => void): () => void;
}

/** Calls a step, with whatever attempts that takes. */
export type WholeCall = (first: FirstAttempt) => unknown;
