import type { StoreGauges, UpkeepStore } from "../store.js";
import type { Database } from "./database.js";
import { everyTenant, scoped } from "./scoped.js";
import {
  gaugeOutbox,
  gaugeProjection,
  gaugeRuns,
  sweepCheckpoints,
  sweepHistory,
  sweepOwners,
  sweepParts,
} from "./sql/upkeep.js";

/** A hundred years: longer than any of this is asked for, and still a time that Postgres can subtract. */
const longestMs = 100 * 365 * 86_400_000;

/** What keeps a store usable. */
export function upkeepIn(database: Database): UpkeepStore {
  const closing = new Set<() => Promise<void>>();
  return {
    whenClosing(act) {
      closing.add(act);
      return () => closing.delete(act);
    },

    async sweep({ endedMs, abandonedMs, historyMs }) {
      const [swept] = await scoped(database, everyTenant, (query) =>
        query<{ checkpoints: number }>(sweepCheckpoints, [bounded(endedMs), bounded(abandonedMs)]),
      );
      const removed = await scoped(database, everyTenant, (query) => query(sweepHistory, [bounded(historyMs)]));
      await scoped(database, everyTenant, async (query) => {
        await query(sweepParts);
        await query(sweepOwners);
      });
      return { checkpoints: swept?.checkpoints ?? 0, runs: removed.length };
    },

    gauges() {
      return scoped(database, everyTenant, async (query): Promise<StoreGauges> => {
        const runs = { QUEUED: 0, RUNNING: 0, PAUSED: 0, PARKED: 0 };
        for (const row of await query<{ state: keyof typeof runs; runs: number }>(gaugeRuns))
          runs[row.state] = row.runs;
        const [projection] = await query<{ events: number; oldest_ms: number }>(gaugeProjection);
        const outbox = await query<{ sink: string; runs: number; events: number; oldest_ms: number; parked: number }>(
          gaugeOutbox,
        );
        return {
          runs,
          projection: { events: projection?.events ?? 0, oldestMs: projection?.oldest_ms ?? 0 },
          outbox: outbox.map(({ oldest_ms: oldestMs, ...rest }) => ({ ...rest, oldestMs })),
        };
      });
    },

    async close() {
      try {
        await Promise.all([...closing].map((act) => act()));
      } finally {
        await database.close();
      }
    },
  };
}

function bounded(ms: number): number {
  return Math.min(Math.ceil(ms), longestMs);
}
