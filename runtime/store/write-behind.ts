import type { Clock } from "../engine/clock.js";
import type { Batch, Flushed, PendingChange, RunChange } from "./batch.js";
import type { RunKey } from "./submission.js";
import { FencedError, QueueStoppedError, RunTakenError, StoreUnavailableError } from "./errors.js";
import { mergeChanges, sizeOf } from "./merge-changes.js";
import type { FlushStore, Owner } from "./store.js";

/** How much is queued, and how it is cut. */
export interface WriteBehindLimits {
  /** From here on the queue is full, and {@link WriteBehind.room} waits; 64 MiB unless said. */
  readonly bytes: number;
  /** As `bytes`, in changes; 50,000 unless said. */
  readonly changes: number;
  /** What one transaction holds at most, unless a single change is larger; 8 MiB unless said. */
  readonly batchBytes: number;
  /** As `batchBytes`, in changes; 4,000 unless said. */
  readonly batchChanges: number;
  /** How long changes wait for others that nobody waits for, in milliseconds; 10 unless said. */
  readonly lingerMs: number;
}

const usual: WriteBehindLimits = {
  bytes: 64 * 1024 * 1024,
  changes: 50_000,
  batchBytes: 8 * 1024 * 1024,
  batchChanges: 4_000,
  lingerMs: 10,
};

/** From as many changes under way on, a batch takes half of them: see {@link WriteBehind.pump}. */
const halvedFrom = 128;

/** Why a wait for more to come ended; making an error for each would cost more than the wait. */
const hurried = new Error("somebody waits");

/** The first wait after the database was not there, in milliseconds, and the longest. */
const backoffMs = { first: 50, longest: 1_000 };

/** How many runs that can no longer be written are remembered; the oldest are forgotten first. */
const longestMemory = 10_000;

export interface WriteBehindOptions {
  readonly store: FlushStore;
  /** Whoever writes; a promise where the lease is still being taken, which changes wait for. */
  readonly owner: Owner | Promise<Owner>;
  readonly clock: Clock;
  /** The sinks that every event is to be delivered to. */
  readonly sinks?: readonly string[];
  readonly limits?: Partial<WriteBehindLimits>;
  /** Told what a flush found, before any promise of it resolves. Must not throw. */
  readonly onFlushed?: (flushed: Flushed) => void;
  /** Told that nothing more of a run can be written, and why. Must not throw. */
  readonly onSpoiled?: (run: RunKey, error: Error) => void;
  /** Told once that nothing more can be written at all, and why: nothing may be enqueued from here on. Must not throw. */
  readonly onFailed?: (error: Error) => void;
}

/** What would be lost if the process died now. */
export interface LossWindow {
  /** How much has happened: a run counts once for each batch that it is in. */
  readonly changes: number;
  /** About how much memory that takes. */
  readonly bytes: number;
  /** How long the oldest of it has waited, in milliseconds. */
  readonly oldestMs: number;
}

interface Entry {
  readonly change: RunChange | PendingChange;
  bytes: number;
  readonly at: number;
}

/** A change that waits in the queue. */
export interface Queued {
  readonly bytes: number;
}

interface Barrier {
  /** How many entries must be durable, counted from the start of the queue. */
  readonly upTo: number;
  readonly run: RunKey | undefined;
  /** Whether it lets changes come together first, as where nobody waits. */
  readonly patient: boolean;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * The queue through which everything that becomes durable goes, in the order in which it happened.
 *
 * What always holds: the database has a prefix of what was enqueued, so it never has an output without the ones it was
 * computed from. A batch that may have been committed is flushed again as it was, before anything that came after it.
 * Of several runs, what is there at one time is committed at once. A run that cannot be written holds up no other. An
 * owner that was fenced writes nothing ever again.
 */
export class WriteBehind {
  private readonly limits: WriteBehindLimits;
  private readonly entries: Entry[] = [];
  /** Of {@link entries}, how many are in the batch that is being flushed. */
  private inFlight = 0;
  /** How many are durable, and nobody has been told. */
  private untold = 0;
  private bytes = 0;
  private enqueued = 0;
  private durable = 0;
  private readonly barriers: Barrier[] = [];
  /** How many of {@link barriers} are not patient. */
  private hurried = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly spoiled = new Map<string, Error>();
  private failure: Error | undefined;
  private stopping = false;
  private pumping: Promise<void> | undefined;
  /** Ends the wait for more to come; there only while it lasts. */
  private lingering: AbortController | undefined;
  /** Ends the waits for the database, once it is no longer waited for. */
  private readonly giveUp = new AbortController();

  constructor(private readonly options: WriteBehindOptions) {
    this.limits = { ...usual, ...options.limits };
  }

  /** What would be lost if the process died now. */
  get lossWindow(): LossWindow {
    const [oldest] = this.entries;
    const oldestMs = oldest ? Math.max(0, this.options.clock.now() - oldest.at) : 0;
    return { changes: this.entries.length, bytes: this.bytes, oldestMs };
  }

  /**
   * Takes a change, which becomes durable after all that were taken before it.
   *
   * @param bytes about how much memory a pending change takes.
   * @returns its place in the queue, for {@link grow}; `undefined` where nothing of its run can be written any more.
   * @throws FencedError where the owner was fenced.
   * @throws QueueStoppedError where the queue was stopped.
   */
  enqueue(change: RunChange | PendingChange, bytes?: number): Queued | undefined {
    if (this.failure) throw this.failure;
    if (this.stopping) throw new QueueStoppedError("the queue of writes was stopped and takes nothing more");
    if (this.spoiled.has(nameOf(change))) return undefined;
    const entry = { change, bytes: bytes ?? ("take" in change ? 0 : sizeOf(change)), at: this.options.clock.now() };
    this.entries.push(entry);
    this.bytes += entry.bytes;
    this.enqueued++;
    if (this.isBatchFull()) this.hasten();
    this.pumping ??= this.pump();
    return entry;
  }

  /** A pending change that is still in the queue has come to take so many bytes more. */
  grow(queued: Queued, bytes: number): void {
    (queued as Entry).bytes += bytes;
    this.bytes += bytes;
    if (this.isBatchFull()) this.hasten();
  }

  /**
   * A barrier: resolves when everything that was enqueued until now is durable.
   *
   * @param run also rejects where a change of this run could not be written.
   * @param patient whether that may take as long as where nobody waits.
   * @throws FencedError as a rejection: what was not durable by then never will be.
   */
  flushed(run?: RunKey, { patient = false }: { readonly patient?: boolean } = {}): Promise<void> {
    if (this.failure) return Promise.reject(this.failure);
    if (this.enqueued === this.durable) return this.verdictOn(run);
    if (!patient) {
      this.hurried++;
      this.hasten();
    }
    return new Promise((resolve, reject) => {
      this.barriers.push({ upTo: this.enqueued, run, patient, resolve, reject });
    });
  }

  /**
   * Waits while the queue is full. Who admits runs, and who starts steps, asks this first: it is what keeps memory
   * bounded while the database is slow or away.
   *
   * @returns `undefined` where there is room at once.
   */
  room(): Promise<void> | undefined {
    if (!this.isFull(1)) return undefined;
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /**
   * Makes everything durable and takes nothing more.
   *
   * @param graceMs how long the database is waited for, in milliseconds; then what is not durable is dropped.
   * @throws StoreUnavailableError as a rejection, where something was dropped.
   */
  async stop(graceMs = 10_000): Promise<void> {
    this.stopping = true;
    const done = new AbortController();
    const flushed = this.flushed();
    const gaveUp = this.options.clock.sleep(graceMs, done.signal).then(
      () => this.fail(new StoreUnavailableError(`the database was not there within ${graceMs} ms of the end`)),
      () => undefined,
    );
    try {
      await flushed;
    } finally {
      done.abort();
      await gaveUp;
    }
  }

  /** A run that could not be written can be, from here on: this process has taken it up anew. */
  forgive(run: RunKey): void {
    this.spoiled.delete(nameOf(run));
  }

  private isFull(share: number): boolean {
    return this.bytes >= this.limits.bytes * share || this.entries.length >= this.limits.changes * share;
  }

  private isBatchFull(): boolean {
    return this.bytes >= this.limits.batchBytes || this.entries.length >= this.limits.batchChanges;
  }

  /**
   * Writes one batch after the other.
   *
   * Where many changes are under way, a batch takes half, and when it is durable the next one is on its way before anybody
   * is told: so that the database works while the program does what it has waited for.
   */
  private async pump(): Promise<void> {
    while (this.entries.length > 0 && !this.failure) {
      await this.gather();
      let flushing = this.start();
      while (await flushing) {
        this.retire();
        if (this.entries.length < halvedFrom / 2 || this.hurried === 0) break;
        flushing = this.start();
        await turn();
        this.tell();
      }
      this.tell();
    }
    this.pumping = undefined;
  }

  /** Sends the next batch. @returns whether it has become durable. */
  private async start(): Promise<boolean> {
    try {
      await this.commit(this.cut());
      return true;
    } catch (error) {
      this.fail(error as Error);
      return false;
    }
  }

  /** Lets changes come together: those of this turn where somebody waits, those of a little while where nobody does. */
  private async gather(): Promise<void> {
    // Who enqueues and waits before anything else can happen does wait.
    await turn();
    if (this.isHurried()) return;
    this.lingering = new AbortController();
    await this.options.clock.sleep(this.limits.lingerMs, this.lingering.signal).catch(() => undefined);
    this.lingering = undefined;
    if (this.isHurried()) await turn();
  }

  private hasten(): void {
    this.lingering?.abort(hurried);
  }

  private isHurried(): boolean {
    return this.hurried > 0 || this.stopping || this.isBatchFull();
  }

  /** The next batch: a prefix of the queue, with one change for each run. */
  private cut(): readonly RunChange[] {
    const byRun = new Map<string, [Entry["change"], ...Entry["change"][]]>();
    const waiting = this.entries.length;
    // Who is told of the last batch soon is back, and has the rest of half of everything.
    const around = waiting + this.untold;
    const most = Math.min(this.limits.batchChanges, around < halvedFrom ? waiting : Math.ceil(around / 2));
    let bytes = 0;
    this.inFlight = 0;
    for (const { change, bytes: size } of this.entries) {
      if (this.inFlight > 0 && (bytes + size > this.limits.batchBytes || this.inFlight === most)) break;
      const name = nameOf(change);
      if (!this.spoiled.has(name)) {
        const before = byRun.get(name);
        // What two takings up of a run have done cannot be one change.
        if (before && before[0].engineAttempt !== change.engineAttempt) break;
        if (before) before.push(change);
        else byRun.set(name, [change]);
      }
      bytes += size;
      this.inFlight++;
    }
    // What was taken grows no more, and is flushed again as it is.
    return [...byRun.values()].map(([first, ...more]) => mergeChanges([taken(first), ...more.map(taken)]));
  }

  /** Flushes changes until it is known that they are durable, or that they never can be. */
  private async commit(changes: readonly RunChange[]): Promise<void> {
    if (changes.length === 0) return;
    const batch: Batch = { changes, sinks: this.options.sinks ?? [] };
    const owner = await this.options.owner;
    for (let waitMs = backoffMs.first; ; waitMs = Math.min(2 * waitMs, backoffMs.longest)) {
      if (this.failure) throw this.failure;
      try {
        const flushed = await this.options.store.flush(owner, batch);
        for (const run of flushed.lost) this.spoil(run, new RunTakenError(run));
        this.options.onFlushed?.(flushed);
        return;
      } catch (error) {
        if (error instanceof FencedError) throw error;
        if (!(error instanceof StoreUnavailableError)) {
          await this.isolate(changes, error as Error);
          return;
        }
      }
      await this.options.clock.sleep(waitMs, this.giveUp.signal).catch(() => undefined);
    }
  }

  /** The database refuses something of these for good: finds what, and commits all else, in order. */
  private async isolate(changes: readonly RunChange[], error: Error): Promise<void> {
    const [only] = changes;
    if (changes.length === 1 && only) {
      this.spoil(only, error);
      return;
    }
    const half = Math.ceil(changes.length / 2);
    await this.commit(changes.slice(0, half));
    await this.commit(changes.slice(half));
  }

  private spoil({ tenant, runId }: RunKey, error: Error): void {
    this.spoiled.set(nameOf({ tenant, runId }), error);
    const [oldest] = this.spoiled.keys();
    if (this.spoiled.size > longestMemory && oldest !== undefined) this.spoiled.delete(oldest);
    this.options.onSpoiled?.({ tenant, runId }, error);
  }

  /** The batch in flight is durable, and nobody has been told. */
  private retire(): void {
    for (const { bytes } of this.entries.splice(0, this.inFlight)) this.bytes -= bytes;
    this.durable += this.inFlight;
    this.untold += this.inFlight;
    this.inFlight = 0;
  }

  /** Tells who waits for what is durable. */
  private tell(): void {
    this.untold = 0;
    let reached = 0;
    while ((this.barriers[reached]?.upTo ?? Infinity) <= this.durable) reached++;
    for (const { run, patient, resolve, reject } of this.barriers.splice(0, reached)) {
      if (!patient) this.hurried--;
      const error = run && this.spoiled.get(nameOf(run));
      if (error) reject(error);
      else resolve();
    }
    if (!this.isFull(0.5)) this.letIn();
  }

  private verdictOn(run: RunKey | undefined): Promise<void> {
    const error = run && this.spoiled.get(nameOf(run));
    return error ? Promise.reject(error) : Promise.resolve();
  }

  private letIn(): void {
    for (const enter of this.waiting.splice(0)) enter();
  }

  private fail(error: Error): void {
    if (this.failure) return;
    this.failure = error;
    this.giveUp.abort();
    this.tell();
    this.entries.length = 0;
    this.bytes = 0;
    for (const { reject } of this.barriers.splice(0)) reject(error);
    this.letIn();
    this.options.onFailed?.(error);
  }
}

/** Until all that is going on right now has come to its next wait. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function taken(change: Entry["change"]): RunChange {
  return "take" in change ? change.take() : change;
}

function nameOf({ tenant, runId }: RunKey): string {
  return `${tenant}\u0000${runId}`;
}
