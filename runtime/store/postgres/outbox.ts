import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { type Failure, FailureSchema } from "../../../generated/protograph/v1/failure_pb.js";
import type { Claim, Outbox, Outcome, ParkedEvent, ParkedFilter, PendingEvent } from "../../outbox/outbox.js";
import { byteaArray, int4Array, int8Array, textArray } from "./binary-array.js";
import type { Database, Query } from "./database.js";
import { eventsOf, type EventsRow } from "./rows.js";
import { everyTenant, scoped, scopedQuery } from "./scoped.js";
import { claimedSegments, claimStreams, parkedStreams, redriveStreams, settleStreams } from "./sql/outbox.js";

interface StreamKey {
  readonly tenant: string;
  readonly run_id: string;
}

interface StreamRow extends StreamKey {
  readonly delivered_seq: number;
  readonly delivered_number: number;
  readonly failures: number;
  readonly claim: number;
}

/** How a run's stream stands after a claim. */
interface Settled {
  readonly tenant: string;
  readonly runId: string;
  readonly deliveredSeq: number;
  readonly retryMs: number;
  readonly failures: number;
  readonly failure: Failure | undefined;
  readonly parked: boolean;
}

/** Deliveries: of each run, how far each sink is. */
export function outboxIn(database: Database): Outbox {
  return {
    claim(sink, { limit, leaseMs }) {
      return scoped(database, everyTenant, async (query) => {
        const streams = await query<StreamRow>(claimStreams, [sink, limit, leaseMs]);
        const token = String(streams[0]?.claim ?? 0);
        const events = await firstEvents(query, streams, limit);
        const claimed = new Set(events.map(({ event }) => streamName(event.tenant, event.runId)));
        const left = streams.filter(({ tenant, run_id: runId }) => !claimed.has(streamName(tenant, runId)));
        await settle(query, { sink, token, events }, left.map(asBefore));
        return { sink, token, events };
      });
    },

    async settle(claim, outcome) {
      await scoped(database, everyTenant, (query) => settle(query, claim, outcomes(claim, outcome)));
    },

    parked: (sink, filter = {}) => parkedIn(database, sink, filter),

    async redrive(sink, filter = {}) {
      const parked = await parkedIn(database, sink, filter);
      const redriven = await scopedQuery(database, everyTenant, redriveStreams, [
        sink,
        textArray(parked.map(({ event }) => event.tenant)),
        textArray(parked.map(({ event }) => event.runId)),
        int8Array(parked.map(({ deliveredSeq }) => deliveredSeq)),
      ]);
      return redriven.length;
    },
  };
}

function streamName(tenant: string, runId: string): string {
  return `${tenant}\u0000${runId}`;
}

/** The first undelivered events of claimed runs: at most `limit`, those of a run one after the other. */
async function firstEvents(
  query: Query,
  streams: readonly StreamRow[],
  limit: number,
): Promise<readonly PendingEvent[]> {
  if (streams.length === 0) return [];
  const rows = await query<EventsRow & { place: number }>(claimedSegments, [
    textArray(streams.map(({ tenant }) => tenant)),
    textArray(streams.map(({ run_id: runId }) => runId)),
    int8Array(streams.map(({ delivered_seq: seq }) => seq)),
    int4Array(streams.map(({ delivered_number: number }) => number)),
    limit,
  ]);
  const events: PendingEvent[] = [];
  for (const row of rows) {
    const stream = streams[row.place - 1];
    if (!stream) continue;
    const { tenant, run_id: runId } = stream;
    for (const event of eventsOf(row, { tenant, runId })) {
      if (event.runSeq <= stream.delivered_seq) continue;
      if (events.length === limit) return events;
      const first = events.at(-1)?.event.runId !== runId || events.at(-1)?.event.tenant !== tenant;
      events.push({ event, failures: first ? stream.failures : 0 });
    }
  }
  return events;
}

/** A stream that is let go as it was. */
function asBefore({ tenant, run_id: runId, delivered_seq: deliveredSeq, failures }: StreamRow): Settled {
  return { tenant, runId, deliveredSeq, retryMs: 0, failures, failure: undefined, parked: false };
}

/** What an outcome means for the run of each claimed event: delivered is what stands before the first that is not. */
function outcomes({ events }: Claim, { delivered, failed, parked }: Outcome): readonly Settled[] {
  const byRun = new Map<
    string,
    { readonly tenant: string; readonly runId: string; readonly pending: PendingEvent[] }
  >();
  for (const event of events) {
    const { tenant, runId } = event.event;
    const run = byRun.get(streamName(tenant, runId)) ?? { tenant, runId, pending: [] };
    run.pending.push(event);
    byRun.set(streamName(tenant, runId), run);
  }
  const done = new Set(delivered);
  return [...byRun.values()].map(({ tenant, runId, pending }) => {
    const stopped = pending.findIndex(({ event }) => !done.has(event.eventId));
    const before = stopped === -1 ? pending : pending.slice(0, stopped);
    const deliveredSeq = Number(before.at(-1)?.event.runSeq ?? 0);
    const at = stopped === -1 ? undefined : pending[stopped];
    const isAt = ({ eventId }: { readonly eventId: string }) => eventId === at?.event.eventId;
    const toRetry = failed.find(isAt);
    const toPark = parked.find(isAt);
    return {
      tenant,
      runId,
      deliveredSeq,
      retryMs: toRetry ? Math.ceil(toRetry.retryInMs) : 0,
      failures: (at?.failures ?? 0) + (toRetry || toPark ? 1 : 0),
      failure: (toPark ?? toRetry)?.failure,
      parked: toPark !== undefined,
    };
  });
}

async function settle(query: Query, { sink, token }: Claim, settled: readonly Settled[]): Promise<void> {
  if (settled.length === 0) return;
  await query(settleStreams, [
    sink,
    token,
    textArray(settled.map(({ tenant }) => tenant)),
    textArray(settled.map(({ runId }) => runId)),
    int8Array(settled.map(({ deliveredSeq }) => deliveredSeq)),
    int8Array(settled.map(({ retryMs }) => retryMs)),
    int4Array(settled.map(({ failures }) => failures)),
    byteaArray(settled.map(({ failure }) => (failure ? toBinary(FailureSchema, failure) : null))),
    textArray(settled.map(({ parked }) => (parked ? "true" : "false"))),
  ]);
}

async function parkedIn(
  database: Database,
  sink: string,
  { tenant, runId, eventId }: ParkedFilter,
): Promise<readonly (ParkedEvent & { readonly deliveredSeq: number })[]> {
  const rows = await scopedQuery<
    EventsRow & StreamKey & { delivered_seq: number; failures: number; failure: Buffer; parked_at: Date }
  >(database, everyTenant, parkedStreams, [sink, tenant ?? null, runId ?? null]);
  return rows
    .flatMap((row) => {
      const events = eventsOf(row, { tenant: row.tenant, runId: row.run_id });
      const event = events.find(({ runSeq }) => runSeq > row.delivered_seq);
      const { failures, failure, parked_at: parkedAt, delivered_seq: deliveredSeq } = row;
      if (!event) return [];
      return [
        { event, failures, failure: fromBinary(FailureSchema, failure), parkedAtMs: parkedAt.getTime(), deliveredSeq },
      ];
    })
    .filter(({ event }) => eventId === undefined || event.eventId === eventId);
}
