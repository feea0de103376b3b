import type { DurabilityMode } from "../../proto/contract/options.js";
import type { RunEvent } from "../events/run-event.js";
import type { RunSnapshot } from "../events/snapshot.js";

/**
 * One request for an output: await it for the message, or hold on to it and watch.
 *
 * It starts at once, whether anybody awaits it or not. A run that fails and that nobody awaits causes no unhandled
 * rejection: its failure is in its events and its snapshot.
 *
 * @example
 * ```ts
 * const run = movies.tagSet(request);
 * for await (const event of run.events) console.log(event.runSeq, event.type);
 * const tags = await run;
 * ```
 *
 * @typeParam T what it is asked for.
 * @typeParam Awaited the messages that can be delivered to it.
 */
export interface Run<T, Awaited = never> extends PromiseLike<T> {
  /** Given with {@link RunOptions}, else a random UUID. */
  readonly id: string;
  /** From the first to the last, for any number of readers, also after the end. */
  readonly events: AsyncIterable<RunEvent>;
  /** The state the run is in now. */
  snapshot(): RunSnapshot;
  /**
   * Ends the run: no step starts any more, `ctx.signal` tells those in flight, and the run rejects with a
   * `CancelledError` at once, without waiting for them. After the end it changes nothing.
   *
   * @param reason becomes the error's `reason` and `cause`.
   */
  cancel(reason?: unknown): void;
  /**
   * Hands in a message that the run waits for: an `awaited` input of its graph. With a store it is kept before the promise
   * resolves, also where the run is parked or goes on in another process.
   *
   * @throws DeliveryError, as a rejection, where the run does not wait for it or has it already; RunEndedError where it
   * has ended; SignalRefusedError where the store refuses it.
   */
  deliver(message: Awaited, signal?: SignalOptions): Promise<void>;
  /**
   * Starts nothing more, and lets what is running come to its end; the promise resolves when that is decided, and kept.
   *
   * @throws SignalRefusedError, as a rejection, where the run has ended; NoStoreError where it is in memory only.
   */
  pause(signal?: SignalOptions): Promise<void>;
  /**
   * Goes on after {@link pause}.
   *
   * @throws SignalRefusedError, as a rejection, where the run is not paused; NoStoreError where it is in memory only.
   */
  resume(signal?: SignalOptions): Promise<void>;
  /**
   * Resolves when everything that has happened so far is on disk. Ask again for what happens later: `await run.durable`
   * after `await run` is for the whole run.
   *
   * @throws FencedError or RunTakenError, as a rejection, where another process has taken the run over before that: what this
   * one gave may not be what is kept, and starting the same run again gives what is; StoreRefusedError where the database
   * never will keep it; NoStoreError where the run is in memory only.
   */
  readonly durable: Promise<void>;
  /** When what its steps return is on disk, where they do not say so themselves; `"memory"` is never. */
  readonly durability: DurabilityMode;
  /**
   * Waits for the output.
   *
   * Handlers are called in the async context (`AsyncLocalStorage`) of the step that ended the run; an `await` goes on in
   * its own, as ever.
   *
   * @throws StepError, TimeoutError or WrongResultError where a step failed; WrongInputError, CancelledError or
   * DeadlineError where none did.
   */
  then<Fulfilled = T, Rejected = never>(
    onFulfilled?: ((output: T) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((error: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected>;
  catch<Rejected = never>(
    onRejected?: ((error: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<T | Rejected>;
  finally(onFinally?: (() => void) | null): Promise<T>;
  /** Makes a run fit wherever a promise of its output is asked for. */
  readonly [Symbol.toStringTag]: string;
}

/** How a run is told something; everything may be left out. */
export interface SignalOptions {
  /** The same id is the same signal, however often it is sent: the first answer counts. */
  readonly signalId?: string;
  /** Why, for people. */
  readonly reason?: string;
}

/** What one run is started with; everything may be left out. */
export interface RunOptions {
  /**
   * Names the run; a random UUID where it is left out. With a store, the same name and the same inputs are the same run,
   * in whichever process; with other inputs it fails with a RunConflictError.
   */
  readonly runId?: string;
  /** Whom the run is for; steps read it as `ctx.tenant`. */
  readonly tenant?: string;
  /** When the run must be over: past it, it fails with a `DeadlineError`. */
  readonly deadline?: Date;
  /** Cancels the run when it is aborted. */
  readonly signal?: AbortSignal;
  /** What `ctx.random`, `ctx.uuid` and jitter are drawn from; the run's id where it is left out. */
  readonly seed?: string | number;
  /**
   * When what the steps return is on disk, with a store; the graph's own `durability` where it is left out. `"memory"` keeps
   * nothing of the run but its effects, and what steps say for themselves: where there are such, it outlives its process.
   */
  readonly durability?: DurabilityMode;
  /**
   * Called for every event, in order, while it happens. What it returns is not waited for; what it throws, or a promise
   * of its rejects with, is logged and changes nothing.
   */
  readonly onEvent?: (event: RunEvent) => unknown;
}
