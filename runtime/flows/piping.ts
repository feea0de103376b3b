import { asError } from "../engine/clock.js";
import { DeclarationError, StreamConsumedError } from "../errors.js";
import type { MemoryFlowRun } from "./flow-run.js";
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
  /** Starts a run for a message of the source; `entered` is called when the next may begin. */
  readonly start: (item: unknown, entered: () => void) => MemoryFlowRun;
  readonly window: number;
  /** The share of runs that may fail at the door. */
  readonly tolerated: number;
}

/** See {@link Piping}. */
export class MemoryPiping<Outputs> implements Piping<Outputs> {
  private readonly queue: MemoryFlowRun[] = [];
  private readonly iterator: Iterator<unknown> | AsyncIterator<unknown>;
  /** How many messages the source has, where that can be known. */
  private readonly total: number | undefined;
  private readonly failures = new Map<string, { count: number; readonly tolerated: number }>();
  private atDoor = false;
  private asking = false;
  private exhausted = false;
  private sourceFailure: { readonly error: unknown } | undefined;
  private consumed = false;
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

  async *[Symbol.asyncIterator](): AsyncGenerator<FlowResult<Outputs>, void, undefined> {
    if (this.consumed) throw new StreamConsumedError(this.parts.flow, "the caller");
    this.consumed = true;
    try {
      for (;;) {
        const run = this.queue[0];
        if (run === undefined && this.exhausted) break;
        if (run === undefined || run.status === "RUNNING") {
          await this.woken();
          continue;
        }
        this.queue.shift();
        const index = this.taken++;
        const result = resultOf<Outputs>(run, index);
        this.pull();
        if (result.error !== undefined && !this.tolerates(run)) throw asError(result.error);
        yield result;
      }
      if (this.sourceFailure) throw asError(this.sourceFailure.error);
      const over = [...this.failures.values()].some(({ count, tolerated }) => count > tolerated * this.started);
      if (over) throw asError(this.lastError);
    } finally {
      this.close();
    }
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
  private pull(): void {
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
            this.admit(result);
            this.pull();
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
    let now = true;
    const run = this.parts.start(value, () => {
      this.atDoor = false;
      if (!now) this.pull();
    });
    now = false;
    this.queue.push(run);
    run.whenOver(() => {
      if (run.status === "COMPLETED") this.completed++;
      else this.failed++;
      this.wake();
    });
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

function resultOf<Outputs>(run: MemoryFlowRun, index: number): FlowResult<Outputs> {
  const completed = run.status === "COMPLETED";
  return {
    index,
    runId: run.id,
    outputs: completed ? (run.outcome as Outputs) : undefined,
    error: completed ? undefined : run.outcome,
    snapshot: () => run.snapshot(),
  };
}
