import { asError } from "../engine/clock.js";
import { DeclarationError, StreamConsumedError } from "../errors.js";
import type { FlowRunWatcher, MemoryFlowRun } from "./flow-run.js";
import type { FlowSnapshot } from "./flow-snapshot.js";

/** What became of one message of a source. */
export interface FlowResult<Outputs> {
  /** The place of the message in its source, counted from 0. */
  readonly index: number;
  readonly runId: string;
  /** What the flow gave; `undefined` where its run failed. */
  readonly outputs: Outputs | undefined;
  /** Why it failed; the rest of the source goes on because the handoff that failed says so. */
  readonly error: unknown;
  /** What each graph has published. */
  snapshot(): FlowSnapshot;
}

/** How a source is piped. */
export interface PipeOptions {
  /** How many of its messages are on their way, or done and not taken, at most; the flow's own `window` where it is left out. */
  readonly window?: number;
  /** What the failure of a graph that nothing was handed to means for what comes after it; `"fail"` where it is left out. */
  readonly itemFailure?: "fail" | "collect" | { readonly tolerate: number };
}

/** How a piping stands. */
export interface PipeProgress {
  /** Messages taken from the source. */
  readonly started: number;
  readonly completed: number;
  readonly failed: number;
  /** Runs that are done and whose result nobody has taken. */
  readonly untaken: number;
}

/**
 * A source on its way through a flow: iterate it for the results, in the order of the source, or await it for all of them.
 *
 * It begins at once. The source is asked for a message only when there is room for its run, and at the door of the flow
 * none waits; results that nobody takes hold it back as well. Where a failure ends it, the results before it come first,
 * what is on its way is cancelled, and the error is a FlowError.
 */
export interface Piping<Outputs>
  extends AsyncIterable<FlowResult<Outputs>>, PromiseLike<readonly FlowResult<Outputs>[]> {
  progress(): PipeProgress;
}

/** What a piping needs of its flow. */
export interface PipingParts {
  readonly flow: string;
  readonly source: Iterable<unknown> | AsyncIterable<unknown>;
  /** Starts a run for a message of the source. */
  readonly start: (item: unknown, watcher: FlowRunWatcher) => MemoryFlowRun;
  readonly window: number;
  /** The share of runs that may fail at the door. */
  readonly tolerated: number;
}

const over: IteratorReturnResult<void> = { done: true, value: undefined };

/** See {@link Piping}. */
export class MemoryPiping<Outputs> implements Piping<Outputs>, FlowRunWatcher {
  private readonly queue: MemoryFlowRun[] = [];
  private readonly iterator: Iterator<unknown> | AsyncIterator<unknown>;
  /** How many messages the source has, where that can be known. */
  private readonly total: number | undefined;
  private readonly failures = new Map<string, { count: number; readonly tolerated: number }>();
  private atDoor = false;
  private asking = false;
  private pulling = false;
  private exhausted = false;
  private sourceFailure: { readonly error: unknown } | undefined;
  private consumed = false;
  /** Whether somebody waits for a result. */
  private waits = false;
  private closed = false;
  private lastError: unknown;
  private started = 0;
  private taken = 0;
  private completed = 0;
  private failed = 0;
  private rouse: (() => void) | undefined;

  constructor(private readonly parts: PipingParts) {
    const { source, window } = parts;
    if (!(Number.isInteger(window) && window >= 1)) {
      throw new DeclarationError("INVALID_OPTION", "the window of a piping is a positive integer");
    }
    this.iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
    this.total = Array.isArray(source) ? source.length : undefined;
    // The source is the caller's code, and is not to run before they have the piping.
    queueMicrotask(() => this.pull());
  }

  progress(): PipeProgress {
    const untaken = this.queue.filter(({ status }) => status !== "RUNNING").length;
    return { started: this.started, completed: this.completed, failed: this.failed, untaken };
  }

  [Symbol.asyncIterator](): AsyncIterator<FlowResult<Outputs>, void, undefined> {
    if (this.consumed) throw new StreamConsumedError(this.parts.flow, "the caller");
    this.consumed = true;
    let last: Promise<IteratorResult<FlowResult<Outputs>, void>> | undefined;
    return {
      next: () => {
        // Who asks for several at once gets them one after the other.
        last = this.waits ? (last ?? Promise.resolve()).then(() => this.next()) : this.next();
        return last;
      },
      return: () => {
        this.close();
        return Promise.resolve(over);
      },
    };
  }

  /** The next result; a promise of it that is had at once, where its run is over. */
  private async next(): Promise<IteratorResult<FlowResult<Outputs>, void>> {
    this.waits = true;
    try {
      for (;;) {
        const run = this.queue[0];
        if (run === undefined && this.exhausted) return this.finish();
        if (run !== undefined && run.status !== "RUNNING") {
          this.queue.shift();
          const value = new PipedResult<Outputs>(this.taken++, run);
          this.pull();
          if (value.error !== undefined && !this.tolerates(run)) throw asError(value.error);
          return { done: false, value };
        }
        await this.woken();
      }
    } catch (error) {
      this.close();
      throw asError(error);
    } finally {
      this.waits = false;
    }
  }

  private finish(): IteratorReturnResult<void> {
    if (this.closed) return over;
    if (this.sourceFailure) throw asError(this.sourceFailure.error);
    const failures = [...this.failures.values()];
    if (failures.some(({ count, tolerated }) => count > tolerated * this.started)) throw asError(this.lastError);
    this.close();
    return over;
  }

  then<Fulfilled = readonly FlowResult<Outputs>[], Rejected = never>(
    onFulfilled?: ((results: readonly FlowResult<Outputs>[]) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((error: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    return this.collect().then(onFulfilled, onRejected);
  }

  private async collect(): Promise<readonly FlowResult<Outputs>[]> {
    const results: FlowResult<Outputs>[] = [];
    for await (const result of this) results.push(result);
    return results;
  }

  /** Starts runs for as many messages as there is room for. */
  private pull(first?: IteratorResult<unknown>): void {
    this.pulling = true;
    if (first !== undefined) this.admit(first);
    this.pullAll();
    this.pulling = false;
  }

  private pullAll(): void {
    while (!this.asking && !this.atDoor && !this.exhausted && this.queue.length < this.parts.window) {
      let next: IteratorResult<unknown> | Promise<IteratorResult<unknown>>;
      try {
        next = this.iterator.next();
      } catch (error) {
        this.exhaust({ error });
        return;
      }
      if (next instanceof Promise) {
        this.asking = true;
        next.then(
          (result) => {
            this.asking = false;
            this.pull(result);
          },
          (error: unknown) => this.exhaust({ error }),
        );
      } else this.admit(next);
    }
  }

  private admit({ done, value }: IteratorResult<unknown>): void {
    if (done) {
      this.exhaust(undefined);
      return;
    }
    if (this.exhausted) return;
    this.started++;
    this.atDoor = true;
    // What is over at once is so before it is in the queue.
    this.queue.push(this.parts.start(value, this));
  }

  /** @internal */
  entered(): void {
    this.atDoor = false;
    if (!this.pulling) this.pull();
  }

  /** @internal */
  over(run: MemoryFlowRun): void {
    if (run.status === "COMPLETED") this.completed++;
    else this.failed++;
    this.wake();
  }

  private exhaust(failure: { readonly error: unknown } | undefined): void {
    this.asking = false;
    this.exhausted = true;
    this.sourceFailure ??= failure;
    this.wake();
  }

  /** Whether what comes after a failed run goes on. */
  private tolerates(run: MemoryFlowRun): boolean {
    this.lastError = run.outcome;
    const { fatal } = run.walk;
    if (fatal === undefined) return false;
    const { handoff = "", tolerated = this.parts.tolerated } = fatal.way ?? {};
    const known = this.failures.get(handoff) ?? { count: 0, tolerated };
    known.count++;
    this.failures.set(handoff, known);
    return tolerated > 0 && (this.total === undefined || known.count <= tolerated * this.total);
  }

  private woken(): Promise<void> {
    return new Promise((resolve) => (this.rouse = resolve));
  }

  private wake(): void {
    const { rouse } = this;
    this.rouse = undefined;
    rouse?.();
  }

  /** Nobody takes results any more: what is on its way is cancelled, and the source closed. */
  private close(): void {
    this.closed = true;
    const whole = this.exhausted;
    this.exhausted = true;
    for (const run of this.queue.splice(0)) run.cancel("its piping is over");
    if (whole) return;
    try {
      void Promise.resolve(this.iterator.return?.()).catch(() => undefined);
    } catch {
      // The source is told; what it makes of it is its own.
    }
  }
}

class PipedResult<Outputs> implements FlowResult<Outputs> {
  constructor(
    readonly index: number,
    private readonly run: MemoryFlowRun,
  ) {}

  get runId(): string {
    return this.run.id;
  }

  get outputs(): Outputs | undefined {
    return this.run.status === "COMPLETED" ? (this.run.outcome as Outputs) : undefined;
  }

  get error(): unknown {
    return this.run.status === "COMPLETED" ? undefined : this.run.outcome;
  }

  snapshot(): FlowSnapshot {
    return this.run.snapshot();
  }
}
