import type { Message } from "@bufbuild/protobuf";
import { type DurationText, parseDuration } from "../../proto/contract/duration.js";
import { messageHash } from "../canonical/hash.js";
import { type Clock, systemClock } from "../engine/clock.js";
import { DeclarationError } from "../errors.js";
import type { Claim, Claimed, HandoffLedger, Publication } from "./handoff-ledger.js";

/** How long accepted messages are remembered. */
export interface Retention {
  /** How many at most; the oldest are forgotten first. Default 10,000. */
  readonly entries?: number;
  /** For how long; default `"1h"`. */
  readonly keep?: DurationText;
}

/**
 * A ledger in memory. It remembers as many accepted messages as its retention says, and those that are on their way, which
 * the windows bound; a duplicate of what is forgotten runs again.
 */
export class MemoryLedger<Result> implements HandoffLedger<Result> {
  /** By tenant and consumer, what is known by key. */
  private readonly books = new Map<string, Map<string, Book<Result>>>();
  /**
   * Those that are accepted, in order, the oldest at {@link first}: a map that loses its first entries again and again finds
   * them ever slower.
   */
  private readonly order: Entry<Result>[] = [];
  private first = 0;
  private readonly entries: number;
  private readonly keepMs: number;
  private readonly madeAt: number;

  /** @throws DeclarationError (`INVALID_OPTION`) */
  constructor(
    { entries = 10_000, keep = "1h" }: Retention = {},
    private readonly clock: Pick<Clock, "now"> = systemClock,
  ) {
    const keepMs = parseDuration(keep);
    if (!(Number.isInteger(entries) && entries >= 1)) {
      throw new DeclarationError("INVALID_OPTION", "entries of a retention is a positive integer");
    }
    if (keepMs === undefined) {
      throw new DeclarationError("INVALID_OPTION", `keep of a retention is a duration such as "1h", not ${keep}`);
    }
    this.entries = entries;
    this.keepMs = keepMs;
    this.madeAt = clock.now();
  }

  claim({ tenant, consumer, key, body }: Publication): Claimed<Result> {
    this.forget();
    const book = this.bookOf(tenant, consumer);
    const known = book.get(key);
    if (known === undefined) {
      const entry = new Entry<Result>(key, book, body, this);
      book.set(key, entry);
      return entry;
    }
    if (!known.isOf(body)) return { kind: "conflict" };
    if (known.result !== undefined) return { kind: "accepted", result: known.result };
    return { kind: "pending", settled: known.settled() };
  }

  /** @internal */
  accepted(entry: Entry<Result>): void {
    entry.acceptedAt = Math.max(0, this.clock.now() - this.madeAt);
    this.order.push(entry);
  }

  private bookOf(tenant: string, consumer: string): Book<Result> {
    let books = this.books.get(tenant);
    if (books === undefined) this.books.set(tenant, (books = new Map<string, Book<Result>>()));
    let book = books.get(consumer);
    if (book === undefined) books.set(consumer, (book = new Map<string, Entry<Result>>()));
    return book;
  }

  /** @internal */
  drop({ key, book }: Entry<Result>): void {
    book.delete(key);
  }

  private forget(): void {
    const { order, entries } = this;
    if (order.length === this.first) return;
    const oldest = this.clock.now() - this.madeAt - this.keepMs;
    for (let entry = order[this.first]; entry !== undefined; entry = order[++this.first]) {
      if (order.length - this.first <= entries && entry.acceptedAt > oldest) break;
      this.drop(entry);
    }
    if (2 * this.first < order.length) return;
    order.splice(0, this.first);
    this.first = 0;
  }
}

type Book<Result> = Map<string, Entry<Result>>;

const noOthers: readonly Message[] = [];

/** A key that is claimed, and then accepted. Thousands of them are kept: each holds what it must, and nothing around it. */
class Entry<Result> implements Claim<Result> {
  result: Result | undefined;
  /** In milliseconds since the ledger was made; -1 until it is over. */
  acceptedAt = -1;
  private readonly message: Message | undefined;
  private readonly others: readonly Message[];
  private waiter: { readonly settled: Promise<void>; readonly resolve: () => void } | undefined;

  constructor(
    readonly key: string,
    readonly book: Book<Result>,
    body: Publication["body"],
    private readonly ledger: MemoryLedger<Result>,
  ) {
    this.message = body[0]?.message;
    this.others = body.length > 1 ? body.slice(1).map(({ message }) => message) : noOthers;
  }

  get kind(): "mine" {
    return "mine";
  }

  get claim(): Claim<Result> {
    return this;
  }

  accept(result: Result): void {
    if (this.acceptedAt >= 0) return;
    this.result = result;
    this.ledger.accepted(this);
    this.waiter?.resolve();
    this.waiter = undefined;
  }

  release(): void {
    if (this.acceptedAt >= 0) return;
    this.acceptedAt = 0;
    this.ledger.drop(this);
    this.waiter?.resolve();
  }

  settled(): Promise<void> {
    if (this.waiter === undefined) {
      let resolve = (): void => undefined;
      const settled = new Promise<void>((done) => (resolve = done));
      this.waiter = { settled, resolve };
    }
    return this.waiter.settled;
  }

  /** Bodies are compared by content, and only when their keys are equal. */
  isOf(body: Publication["body"]): boolean {
    const own = this.message === undefined ? [] : [this.message, ...this.others];
    return (
      own.length === body.length &&
      body.every(({ schema, message }, at) => {
        const other = own[at];
        if (other === message) return true;
        if (other?.$typeName !== schema.typeName) return false;
        return Buffer.compare(messageHash(schema, message), messageHash(schema, other)) === 0;
      })
    );
  }
}
