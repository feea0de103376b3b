import type { HistoryStore } from "../store.js";
import { copyEvent } from "./append-events.js";
import type { Ask, RunRow } from "./memory-database.js";
import { copySnapshot, toRecord } from "./run-rows.js";

/** What was, for whoever looks. */
export function historyIn(ask: Ask): HistoryStore {
  return {
    run: (key) =>
      ask((database) => {
        const run = database.run(key);
        return run && toRecord(database, run);
      }),

    runs: ({ tenant, states = [], graph, before, limit }) =>
      ask((database) =>
        [...database.runs.values()]
          .filter((run) => run.tenant === tenant)
          .filter(({ state }) => states.length === 0 || states.includes(state))
          .filter((run) => graph === undefined || run.graph === graph)
          .filter((run) => before === undefined || earliestFirst(run, before) < 0)
          .sort((a, b) => earliestFirst(b, a))
          .slice(0, limit)
          .map((run) => toRecord(database, run)),
      ),

    events: (key, { afterSeq, limit }) =>
      ask((database) => {
        const events = database.run(key)?.events ?? [];
        return events
          .filter(({ runSeq }) => runSeq > afterSeq)
          .slice(0, limit)
          .map(copyEvent);
      }),

    snapshot: (key) =>
      ask((database) => {
        const snapshot = database.run(key)?.snapshot;
        return snapshot && copySnapshot(snapshot);
      }),
  };
}

type Listed = Pick<RunRow, "createdAt" | "runId">;

function earliestFirst(a: Listed, b: Listed): number {
  return a.createdAt.getTime() - b.createdAt.getTime() || (a.runId < b.runId ? -1 : a.runId > b.runId ? 1 : 0);
}
