import { clone } from "@bufbuild/protobuf";
import { type RunEvent, RunEventSchema } from "../../../generated/protograph/v1/event_pb.js";
import { eventName } from "../../history/event-name.js";
import { packEvents, unpackEvents } from "../../history/packed-events.js";
import { payloadHash } from "../../history/payload-hash.js";
import type { DuplicateEvent, RefusedEvent } from "../batch.js";
import type { RunRow } from "./memory-database.js";

/** What became of events that were to be appended. */
interface Appended {
  readonly appended: readonly RunEvent[];
  readonly duplicates: readonly DuplicateEvent[];
  readonly refused: readonly RefusedEvent[];
}

/** Appends what comes after all that is there; a run keeps one event of each name. */
export function appendEvents(run: RunRow, events: readonly RunEvent[], persistedAt: Date): Appended {
  const { tenant, runId } = run;
  const appended: RunEvent[] = [];
  const duplicates: DuplicateEvent[] = [];
  const refused: RefusedEvent[] = [];
  for (const event of events) {
    const is = eventName(event);
    const first = run.eventsByName.get(is);
    if (first && Buffer.compare(payloadHash(first), payloadHash(event)) !== 0) {
      refused.push({ tenant, runId, event, reason: "OTHER_PAYLOAD" });
    } else if (first) duplicates.push({ tenant, runId, stored: copyEvent(first) });
    else if (event.runSeq <= lastSeqOf(run)) refused.push({ tenant, runId, event, reason: "OUT_OF_ORDER" });
    else {
      // As a database would have it: what is kept shares nothing with what was given.
      for (const stored of unpackEvents(packEvents([event]), { tenant, runId, persistedAt })) {
        run.events.push(stored);
        run.eventsByName.set(is, stored);
        appended.push(stored);
      }
    }
  }
  return { appended, duplicates, refused };
}

/** The greatest `runSeq` of a run's history; 0 where there is none. */
export function lastSeqOf({ events }: RunRow): number {
  return Number(events.at(-1)?.runSeq ?? 0);
}

/** An event that shares nothing with another. */
export function copyEvent(event: RunEvent): RunEvent {
  return clone(RunEventSchema, event);
}
