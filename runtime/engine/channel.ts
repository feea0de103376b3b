/** What a reader finds: an item, that there is none yet, or that none will come. */
export type Taken = { readonly item: unknown } | "later" | "over";

/** How a producer treats a reader; see the `reading` of a source. */
export type Reading = "held" | "kept" | "again";

/**
 * Items on their way from one producer to any number of readers, each of whom sees all of them in order.
 *
 * The producer is at most the window ahead of the slowest reader that holds it back. What nobody will read any more is
 * let go.
 */
export class Channel {
  private items: unknown[] = [];
  /** The number of the first item that is still here. */
  private base = 0;
  private ended = false;
  private failure: Error | undefined;
  private readonly readers = new Set<Reader>();
  /** Readers that were promised a place and have not come yet, by who they are. */
  private readonly reserved = new Map<unknown, Reader>();

  constructor(
    private readonly window: number,
    /** Whether somebody may come later who wants all items from the first. */
    private kept: boolean,
    /** Called when there may be room again, and when the last reader has left. */
    private readonly changed: () => void,
  ) {}

  /** Whether the producer may bring another item. Without readers there is nothing to bring one for. */
  get hasRoom(): boolean {
    return !this.ended && this.readers.size > 0 && !this.isFull;
  }

  /** Whether a reader is as far behind as may be. */
  get isFull(): boolean {
    const slowest = this.slowestHeld();
    return slowest !== undefined && this.base + this.items.length - slowest >= this.window;
  }

  /** Whether nobody will read any more. */
  get isDeserted(): boolean {
    return this.readers.size === 0 && !this.kept;
  }

  get isOver(): boolean {
    return this.ended;
  }

  /** The failure that it has ended with. */
  get brokenBy(): Error | undefined {
    return this.failure;
  }

  /** Nobody will come any more who is not here yet. */
  abandon(): void {
    this.kept = false;
    this.changed();
  }

  push(item: unknown): void {
    this.items.push(item);
    this.wake();
  }

  /** No item will follow, because of a failure where one is given. */
  end(failure?: Error): void {
    if (this.ended) return;
    this.ended = true;
    this.failure = failure;
    this.wake();
  }

  /** Lets somebody read from the first item that is still here. `held` readers hold the producer back. */
  open(reading: Reading): Reader {
    const reader = this.add(reading);
    this.changed();
    return reader;
  }

  /** Keeps a place for somebody who will come: items wait for it from the first on. */
  reserve(who: unknown, reading: Reading): void {
    this.reserved.set(who, this.add(reading));
  }

  /** The place that was kept for somebody, or a new one. */
  claim(who: unknown, reading: Reading): Reader {
    return this.reserved.get(who) ?? this.open(reading);
  }

  /** Somebody will read no more, or will not come at all. */
  release(who: unknown): void {
    this.reserved.get(who)?.close();
    this.reserved.delete(who);
  }

  /** @internal */
  take(reader: Reader): Taken {
    if (reader.at < this.base + this.items.length) {
      const item = this.items[reader.at - this.base];
      reader.at++;
      this.trim();
      this.changed();
      return { item };
    }
    if (!this.ended) return "later";
    if (this.failure !== undefined) throw this.failure;
    return "over";
  }

  /** @internal */
  leave(reader: Reader): void {
    if (this.readers.delete(reader)) {
      this.trim();
      this.changed();
    }
  }

  private add(reading: Reading): Reader {
    const reader = new Reader(this, reading, this.base);
    this.readers.add(reader);
    return reader;
  }

  private slowestHeld(): number | undefined {
    let slowest: number | undefined;
    for (const { reading, at } of this.readers) {
      if (reading === "held" && (slowest === undefined || at < slowest)) slowest = at;
    }
    return slowest;
  }

  private trim(): void {
    if (this.kept) return;
    let first = this.base + this.items.length;
    for (const { at, reading } of this.readers) first = Math.min(first, reading === "again" ? 0 : at);
    const gone = first - this.base;
    // To shift a long array for each item would cost the square of them.
    if (gone < this.items.length && gone < this.window) return;
    this.items = this.items.slice(gone);
    this.base = first;
  }

  private wake(): void {
    for (const reader of this.readers) reader.wake();
  }
}

/** Somebody who reads a {@link Channel}. */
export class Reader {
  private sleeper: (() => void) | undefined;
  constructor(
    private readonly channel: Channel,
    readonly reading: Reading,
    /** The number of the next item. */
    public at: number,
  ) {}

  /**
   * The next item, if it is there.
   *
   * @throws the error that the producer has ended with, once all items before it are read.
   */
  take(): Taken {
    return this.channel.take(this);
  }

  /** Calls back once when something has come: an item, or the end. */
  onNext(wake: () => void): void {
    this.sleeper = wake;
  }

  /** Reads from the first item again, where all are kept for it. */
  rewind(): void {
    if (this.reading === "again") this.at = 0;
  }

  /** @internal */
  wake(): void {
    const { sleeper } = this;
    this.sleeper = undefined;
    sleeper?.();
  }

  close(): void {
    this.channel.leave(this);
    this.wake();
  }
}
