import { type DurationText, parseDuration } from "../../proto/contract/duration.js";
import { messageHash } from "../canonical/hash.js";
import { type Clock, systemClock } from "../engine/clock.js";
import { DeclarationError } from "../errors.js";
import type { Claim, Claimed, HandoffLedger, Publication } from "./handoff-ledger.js";
import { framed } from "./key.js";

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
  private readonly pending = new Map<string, Entry<Result>>();
  /** In the order in which they were accepted. */
  private readonly accepted = new Map<string, Entry<Result>>();
  private readonly entries: number;
  private readonly keepMs: number;

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
  }

  /** How many keys it knows. */
  get size(): number {
    return this.pending.size + this.accepted.size;
  }

  claim(publication: Publication): Claimed<Result> {
    const { tenant, consumer, key } = publication;
    const id = framed(tenant) + framed(consumer) + key;
    this.forget();
    const known = this.accepted.get(id) ?? this.pending.get(id);
    if (known === undefined) {
      const entry = new Entry<Result>(publication.body, (result) => this.settle(id, entry, result));
      this.pending.set(id, entry);
      return { kind: "mine", claim: entry };
    }
    if (!sameBody(known.body, publication.body)) return { kind: "conflict" };
    if (known.outcome !== undefined) return { kind: "accepted", result: known.outcome.result };
    return { kind: "pending", settled: known.whenSettled() };
  }

  private settle(id: string, entry: Entry<Result>, accepted: boolean): void {
    this.pending.delete(id);
    if (!accepted) return;
    entry.acceptedAt = this.clock.now();
    this.accepted.set(id, entry);
    this.forget();
  }

  private forget(): void {
    const oldest = this.clock.now() - this.keepMs;
    for (const [id, { acceptedAt }] of this.accepted) {
      if (this.accepted.size <= this.entries && acceptedAt > oldest) return;
      this.accepted.delete(id);
    }
  }
}

/** A key that is claimed, and then accepted. */
class Entry<Result> implements Claim<Result> {
  outcome: { readonly result: Result } | undefined;
  acceptedAt = 0;
  private over = false;
  private waiter: { readonly settled: Promise<void>; readonly resolve: () => void } | undefined;

  constructor(
    readonly body: Publication["body"],
    private readonly done: (accepted: boolean) => void,
  ) {}

  accept(result: Result): void {
    if (this.over) return;
    this.outcome = { result };
    this.end(true);
  }

  release(): void {
    if (!this.over) this.end(false);
  }

  whenSettled(): Promise<void> {
    if (this.waiter === undefined) {
      let resolve = (): void => undefined;
      const settled = new Promise<void>((done) => (resolve = done));
      this.waiter = { settled, resolve };
    }
    return this.waiter.settled;
  }

  private end(accepted: boolean): void {
    this.over = true;
    this.done(accepted);
    this.waiter?.resolve();
  }
}

/** Bodies are compared by content, and only when their keys are equal. */
function sameBody(first: Publication["body"], second: Publication["body"]): boolean {
  return (
    first.length === second.length &&
    first.every(({ schema, message }, at) => {
      const other = second[at]!;
      if (other.message === message) return true;
      if (other.schema.typeName !== schema.typeName) return false;
      return Buffer.compare(messageHash(schema, message), messageHash(other.schema, other.message)) === 0;
    })
  );
}
