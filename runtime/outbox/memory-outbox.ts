import { clone } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { type RunEvent, RunEventSchema } from "../../generated/protograph/v1/event_pb.js";
import type { Failure } from "../../generated/protograph/v1/failure_pb.js";
import type { Clock } from "../engine/clock.js";
import type { Claim, Outbox, Outcome, ParkedEvent, ParkedFilter, PendingEvent } from "./outbox.js";

interface Entry {
  readonly event: RunEvent;
  readonly persistedAtMs: number;
  failures: number;
  dueMs: number;
  parked: { readonly failure: Failure; readonly atMs: number } | undefined;
  claim: { readonly token: string; readonly untilMs: number } | undefined;
}

/** What is still to be delivered to a sink. */
export interface PendingDeliveries {
  readonly sink: string;
  readonly runs: number;
  readonly events: number;
  readonly oldestMs: number;
  readonly parked: number;
}

/** An outbox in memory: what is delivered is forgotten. */
export class MemoryOutbox implements Outbox {
  /** Of each sink, what it has not been delivered, in the order of commits. */
  private readonly bySink = new Map<string, Entry[]>();
  private tokens = 0;

  constructor(private readonly clock: Pick<Clock, "now">) {}

  /** Commits events, for each of some sinks. */
  commit(sinks: readonly string[], events: readonly RunEvent[]): void {
    const persistedAtMs = this.clock.now();
    for (const sink of sinks) {
      const entries = this.entries(sink);
      for (const event of events) {
        entries.push({ event, persistedAtMs, failures: 0, dueMs: 0, parked: undefined, claim: undefined });
      }
      this.bySink.set(sink, entries);
    }
  }

  /** What every sink waits for. */
  pending(): readonly PendingDeliveries[] {
    return [...this.bySink]
      .filter(([, entries]) => entries.length > 0)
      .map(([sink, entries]) => ({
        sink,
        runs: new Set(entries.map(({ event }) => nameOf(event))).size,
        events: entries.length,
        oldestMs: this.clock.now() - Math.min(...entries.map(({ persistedAtMs }) => persistedAtMs)),
        parked: new Set(entries.filter(({ parked }) => parked).map(({ event }) => nameOf(event))).size,
      }))
      .sort((a, b) => (a.sink < b.sink ? -1 : 1));
  }

  /** Whether every sink has been delivered everything of a run. */
  isDelivered(run: Pick<RunEvent, "tenant" | "runId">): boolean {
    const name = nameOf(run);
    return [...this.bySink.values()].every((entries) => entries.every(({ event }) => nameOf(event) !== name));
  }

  /** Has everything that a sink failed to deliver be due at once. */
  hurry(sink: string): void {
    for (const entry of this.entries(sink)) entry.dueMs = 0;
  }

  claim(sink: string, { limit, leaseMs }: { readonly limit: number; readonly leaseMs: number }): Promise<Claim> {
    const now = this.clock.now();
    const token = String(++this.tokens);
    const events: Entry[] = [];
    const blocked = new Set<string>();
    for (const entry of this.entries(sink)) {
      const run = nameOf(entry.event);
      if (blocked.has(run)) continue;
      const held = entry.claim !== undefined && entry.claim.untilMs > now;
      if (held || entry.parked !== undefined || entry.dueMs > now) blocked.add(run);
      else if (events.length < limit) events.push(entry);
      else break;
    }
    for (const entry of events) entry.claim = { token, untilMs: now + leaseMs };
    return Promise.resolve({ sink, token, events: events.map(toPending) });
  }

  settle({ sink, token }: Claim, { delivered, failed, parked }: Outcome): Promise<void> {
    const now = this.clock.now();
    const done = new Set(delivered);
    const stopped = new Set<string>();
    const left: Entry[] = [];
    for (const entry of this.entries(sink)) {
      const { eventId } = entry.event;
      const run = nameOf(entry.event);
      const held = entry.claim?.token === token;
      // Of a run, what stands behind one that was not delivered does not count as delivered either.
      if (held && done.has(eventId) && !stopped.has(run)) continue;
      left.push(entry);
      if (!held) continue;
      entry.claim = undefined;
      if (!stopped.has(run)) {
        const failure = failed.find((each) => each.eventId === eventId);
        const refusal = parked.find((each) => each.eventId === eventId);
        if (failure ?? refusal) entry.failures++;
        if (failure) entry.dueMs = now + failure.retryInMs;
        if (refusal) entry.parked = { failure: refusal.failure, atMs: now };
      }
      stopped.add(run);
    }
    this.bySink.set(sink, left);
    return Promise.resolve();
  }

  parked(sink: string, filter: ParkedFilter = {}): Promise<readonly ParkedEvent[]> {
    return Promise.resolve(
      this.parkedEntries(sink, filter).flatMap((entry) => {
        const { parked } = entry;
        return parked ? [{ ...toPending(entry), failure: parked.failure, parkedAtMs: parked.atMs }] : [];
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

  private entries(sink: string): Entry[] {
    return this.bySink.get(sink) ?? [];
  }
}

function toPending({ event, persistedAtMs, failures }: Entry): PendingEvent {
  const delivered = clone(RunEventSchema, event);
  delivered.persistedAt = timestampFromMs(persistedAtMs);
  return { event: delivered, failures };
}

function nameOf({ tenant, runId }: Pick<RunEvent, "tenant" | "runId">): string {
  return `${tenant}\u0000${runId}`;
}
