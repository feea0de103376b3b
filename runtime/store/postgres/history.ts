import type { RunEvent } from "../../../generated/protograph/v1/event_pb.js";
import type { HistoryStore } from "../store.js";
import { textArray } from "./binary-array.js";
import type { Database } from "./database.js";
import { eventsOf, type EventsRow, type RunRow, toRunRecord } from "./rows.js";
import { scoped, scopedQuery } from "./scoped.js";
import { events, run, runs, snapshot } from "./sql/runs.js";
import { unpack } from "./values.js";

/** How many segments are read at once: a page is made of as many as it takes. */
const segmentsAtOnce = 64;

/** What was, for whoever looks. */
export function historyIn(database: Database): HistoryStore {
  return {
    async run({ tenant, runId }) {
      const [row] = await scopedQuery<RunRow>(database, tenant, run, [tenant, runId]);
      return row && toRunRecord(row);
    },

    async runs({ tenant, states = [], graph, before, limit }) {
      const rows = await scopedQuery<RunRow>(database, tenant, runs, [
        tenant,
        textArray(states),
        graph ?? null,
        before?.createdAt.toISOString() ?? null,
        before?.runId ?? null,
        limit,
      ]);
      return rows.map(toRunRecord);
    },

    events({ tenant, runId }, { afterSeq, limit }) {
      return scoped(database, tenant, async (query) => {
        const page: RunEvent[] = [];
        const atOnce = Math.min(segmentsAtOnce, limit);
        let next = 0;
        while (page.length < limit) {
          const rows = await query<EventsRow & { number: number }>(events, [tenant, runId, next, afterSeq, atOnce]);
          for (const row of rows) {
            page.push(...eventsOf(row, { tenant, runId }).filter(({ runSeq }) => runSeq > afterSeq));
            next = row.number + 1;
          }
          if (rows.length < atOnce) break;
        }
        return page.slice(0, limit);
      });
    },

    snapshot(key) {
      return scoped(database, key.tenant, async (query) => {
        const [row] = await query<{ last_run_seq: number; value: Buffer }>(snapshot, [key.tenant, key.runId]);
        if (!row) return undefined;
        const value = await unpack(query, key, row.value, undefined, "the snapshot");
        return { lastRunSeq: row.last_run_seq, value };
      });
    },
  };
}
