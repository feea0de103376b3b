import type { DuplicateEvent, EventRecord, RefusedEvent } from "../batch.js";
import type { StoredEvent } from "../store.js";
import { copy, keyText, type RunRow } from "./memory-database.js";

/** What became of events that were to be appended. */
interface Appended {
  readonly appended: readonly StoredEvent[];
  readonly duplicates: readonly DuplicateEvent[];
  readonly refused: readonly RefusedEvent[];
}

/** Appends what comes after all that is there; a run keeps one event for each idempotency key. */
export function appendEvents(run: RunRow, events: readonly EventRecord[], persistedAt: Date): Appended {
  const { tenant, runId } = run;
  const appended: StoredEvent[] = [];
  const duplicates: DuplicateEvent[] = [];
  const refused: RefusedEvent[] = [];
  for (const event of events) {
    const { idempotencyKey } = event;
    const first = run.eventsByKey.get(keyText(idempotencyKey));
    if (first && Buffer.compare(first.payloadHash, event.payloadHash) !== 0) {
      refused.push({ tenant, runId, event, reason: "OTHER_PAYLOAD" });
    } else if (first) {
      const { eventId, runSeq, persistedAt: at } = first;
      duplicates.push({ tenant, runId, idempotencyKey, eventId, runSeq, persistedAt: at });
    } else if (event.runSeq <= lastSeqOf(run)) {
      refused.push({ tenant, runId, event, reason: "OUT_OF_ORDER" });
    } else {
      const stored = { ...copyEvent(event), persistedAt };
      run.events.push(stored);
      run.eventsByKey.set(keyText(idempotencyKey), stored);
      appended.push(stored);
    }
  }
  return { appended, duplicates, refused };
}

/** The greatest `runSeq` of a run's history; 0 where there is none. */
export function lastSeqOf({ events }: RunRow): number {
  return events.at(-1)?.runSeq ?? 0;
}

/** An event that shares nothing with another. */
export function copyEvent<Event extends EventRecord>(event: Event): Event {
  const { idempotencyKey, payloadHash, payload } = event;
  return {
    ...event,
    idempotencyKey: copy(idempotencyKey),
    payloadHash: copy(payloadHash),
    payload: copy(payload),
  };
}
