import type { EventRecord, RunChange } from "../batch.js";
import type { RunKey } from "../submission.js";
import { fromSegment } from "./segment.js";

/** What is known of the events a run has. */
export interface Tail {
  lastSeq: number;
  /** The idempotency keys, as binary text. */
  readonly keys: Set<string>;
}

/**
 * The events of the runs that are being written, by their keys: so that an event that is appended twice is kept once
 * without a read, and without an index entry for each event.
 *
 * A run has one writer, and this is at its side. It begins to know a run when the run begins, or from what the database
 * has of it, and forgets it when the run ends or when it is not sure of it any more.
 */
export class RunTails {
  private readonly tails = new Map<string, Tail>();

  of(run: RunKey): Tail | undefined {
    return this.tails.get(name(run));
  }

  /** A run that has no events. */
  begin(run: RunKey): void {
    this.tails.set(name(run), { lastSeq: 0, keys: new Set() });
  }

  /** A run whose events are these, among which is at least one for each that it has. */
  learn(run: RunKey, events: readonly EventRecord[]): void {
    const tail = this.of(run) ?? { lastSeq: 0, keys: new Set() };
    for (const { runSeq, idempotencyKey } of events) {
      tail.lastSeq = Math.max(tail.lastSeq, runSeq);
      tail.keys.add(keyText(idempotencyKey));
    }
    this.tails.set(name(run), tail);
  }

  forget(run: RunKey): void {
    this.tails.delete(name(run));
  }

  /** Notes what was committed of a run. */
  committed(change: RunChange, appended: readonly EventRecord[]): void {
    const state = change.state?.state;
    const ends = state === "COMPLETED" || state === "FAILED" || state === "CANCELLED" || state === "PARKED";
    if (ends) this.forget(change);
    else if (appended.length > 0) this.learn(change, appended);
  }
}

/** An idempotency key as text that can be compared. */
export function keyText(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString("latin1");
}

/** A run's key as text that can be compared: neither part can hold the separator. */
export function name({ tenant, runId }: RunKey): string {
  return `${tenant}\u0000${runId}`;
}

/** The events of an index column, without what they say. */
export function indexed(index: Buffer): readonly EventRecord[] {
  return fromSegment({ index, payload: Buffer.alloc(0) });
}
