import type { RunEvent } from "../../../generated/protograph/v1/event_pb.js";
import { eventName } from "../../history/event-name.js";
import type { RunKey } from "../submission.js";
import { hashText, type IndexedOutput, indexedOutputs, outputName } from "./packed-outputs.js";
import { eventsOf } from "./rows.js";

/** What is known of what a run's log has. */
export interface Tail {
  /** The number of the next entry. */
  next: number;
  /** The greatest `runSeq`. */
  lastSeq: number;
  /** The greatest `runSeq` that a snapshot has in it. */
  snapshotSeq: number;
  /** The names of its events. */
  readonly events: Set<string>;
  /** The SHA-256 of its outcomes, by their names. */
  readonly outputs: Map<string, string>;
}

/** An entry of a log, without what outcomes are. */
export interface LogRow {
  readonly number: number;
  readonly last_seq: number;
  readonly snapshot_seq: number;
  readonly index: Buffer | null;
  readonly payload: Buffer | null;
  readonly persisted_at: Date;
  readonly outputs_index: Buffer | null;
  readonly outputs_text: Buffer | null;
}

/**
 * The ends of the logs of the runs that are being written, with the keys of what is in them: so that an event or an
 * outcome that comes twice is kept once without a read, and without an index entry for each.
 *
 * A run has one writer, and this is at its side. It begins to know a run when the run begins, or from what the database
 * has of it, and forgets it when the run ends or when it is not sure of it any more. Were it wrong, the number it would
 * append would be taken, and nothing be written.
 */
export class RunTails {
  private readonly tails = new Map<string, Tail>();

  of(run: RunKey): Tail | undefined {
    return this.tails.get(name(run));
  }

  /** A run whose log is empty. */
  begin(run: RunKey): Tail {
    const tail = { next: 0, lastSeq: 0, snapshotSeq: 0, events: new Set<string>(), outputs: new Map<string, string>() };
    this.tails.set(name(run), tail);
    return tail;
  }

  /** A run whose log has these entries, in the order of their numbers, and no others. */
  learn(run: RunKey, rows: readonly LogRow[]): Tail {
    const tail = this.begin(run);
    for (const row of rows) {
      tail.next = row.number + 1;
      tail.lastSeq = row.last_seq;
      tail.snapshotSeq = row.snapshot_seq;
      for (const event of eventsIn(row, run)) tail.events.add(eventName(event));
      for (const output of outputsOf(row)) {
        const named = outputName(output);
        if (!tail.outputs.has(named)) tail.outputs.set(named, hashText(output.sha256));
      }
    }
    return tail;
  }

  forget(run: RunKey): void {
    this.tails.delete(name(run));
  }
}

/** A run's key as text that can be compared: neither part can hold the separator. */
export function name({ tenant, runId }: RunKey): string {
  return `${tenant}\u0000${runId}`;
}

/** The events of an entry. */
export function eventsIn({ index, payload, persisted_at }: LogRow, { tenant, runId }: RunKey): readonly RunEvent[] {
  return index && payload ? eventsOf({ index, payload, persisted_at }, { tenant, runId }) : [];
}

function outputsOf({ outputs_index: index, outputs_text: text }: LogRow): readonly IndexedOutput[] {
  return index && text ? indexedOutputs({ index, text }) : [];
}
