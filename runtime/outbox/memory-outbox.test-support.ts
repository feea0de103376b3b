import { clone } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { type RunEvent, RunEventSchema } from "../../generated/protograph/v1/event_pb.js";
import type { Failure } from "../../generated/protograph/v1/failure_pb.js";
import type { Clock } from "../engine/clock.js";
import type { Claim, Outbox, Outcome, ParkedEvent, ParkedFilter } from "./outbox.js";

interface Entry {
  readonly event: RunEvent;
  failures: number;
  dueMs: number;
  delivered: boolean;
  parked: { readonly failure: Failure; readonly atMs: number } | undefined;
  claim: { readonly token: string; readonly untilMs: number } | undefined;
}

/** An outbox in memory, on a clock of the test's: what the relay is tested against where no database is needed. */
export class MemoryOutbox implements Outbox {
  private readonly committed: RunEvent[] = [];
  private readonly bySink = new Map<string, Entry[]>();
  private tokens = 0;

  constructor(private readonly clock: Pick<Clock, "now">) {}

  /** Commits events, as a transaction would. */
  commit(...events: readonly RunEvent[]): void {
    for (const event of events) {
      const kept = clone(RunEventSchema, event);
      kept.persistedAt = timestampFromMs(this.clock.now());
      this.committed.push(kept);
    }
  }

  claim(sink: string, { limit, leaseMs }: { readonly limit: number; readonly leaseMs: number }): Promise<Claim> {
    const now = this.clock.now();
    const token = String(++this.tokens);
    const events: Entry[] = [];
    const blocked = new Set<string>();
    for (const entry of this.entries(sink)) {
      const run = `${entry.event.tenant} ${entry.event.runId}`;
      if (entry.delivered || blocked.has(run)) continue;
      const held = entry.claim !== undefined && entry.claim.untilMs > now;
      if (held || entry.parked !== undefined || entry.dueMs > now) blocked.add(run);
      else if (events.length < limit) events.push(entry);
      else break;
    }
    for (const entry of events) entry.claim = { token, untilMs: now + leaseMs };
    return Promise.resolve({ sink, token, events: events.map(({ event, failures }) => ({ event, failures })) });
  }

  settle({ sink, token }: Claim, { delivered, failed, parked }: Outcome): Promise<void> {
    const now = this.clock.now();
    const held = this.entries(sink).filter(({ claim }) => claim?.token === token);
    for (const entry of held) {
      const { eventId } = entry.event;
      entry.claim = undefined;
      entry.delivered = delivered.includes(eventId);
      const failure = failed.find((each) => each.eventId === eventId);
      const refusal = parked.find((each) => each.eventId === eventId);
      if (failure ?? refusal) entry.failures++;
      if (failure) entry.dueMs = now + failure.retryInMs;
      if (refusal) entry.parked = { failure: refusal.failure, atMs: now };
    }
    return Promise.resolve();
  }

  parked(sink: string, filter: ParkedFilter = {}): Promise<readonly ParkedEvent[]> {
    return Promise.resolve(
      this.parkedEntries(sink, filter).map(({ event, failures, parked }) => {
        if (parked === undefined) throw new Error("it is not parked");
        return { event, failures, failure: parked.failure, parkedAtMs: parked.atMs };
      }),
    );
  }

  redrive(sink: string, filter: ParkedFilter = {}): Promise<number> {
    const entries = this.parkedEntries(sink, filter);
    for (const entry of entries) Object.assign(entry, { parked: undefined, failures: 0, dueMs: 0 });
    return Promise.resolve(entries.length);
  }

  private parkedEntries(sink: string, { tenant, runId, eventId }: ParkedFilter): readonly Entry[] {
    return this.entries(sink)
      .filter(({ parked }) => parked !== undefined)
      .filter(({ event }) => tenant === undefined || event.tenant === tenant)
      .filter(({ event }) => runId === undefined || event.runId === runId)
      .filter(({ event }) => eventId === undefined || event.eventId === eventId);
  }

  private entries(sink: string): readonly Entry[] {
    const entries = this.bySink.get(sink) ?? [];
    for (const event of this.committed.slice(entries.length)) {
      entries.push({ event, failures: 0, dueMs: 0, delivered: false, parked: undefined, claim: undefined });
    }
    this.bySink.set(sink, entries);
    return entries;
  }
}
