import type { UpkeepStore } from "../store.js";
import { lastSeqOf } from "./append-events.js";
import { type Ask, type MemoryDatabase, type RunRow, runName } from "./memory-database.js";

/** What keeps a store usable. */
export function upkeepIn(ask: Ask): Omit<UpkeepStore, "close" | "whenClosing"> {
  return {
    sweep: ({ endedMs, abandonedMs, historyMs }) =>
      ask((database) => {
        let checkpoints = 0;
        let removed = 0;
        for (const run of database.runs.values()) {
          if (!run.swept && (isOver(database, run, endedMs) || isAbandoned(database, run, abandonedMs))) {
            checkpoints += run.checkpoints.size;
            run.checkpoints.clear();
            run.swept = true;
          }
          if (run.swept && isOver(database, run, historyMs) && database.outbox.isDelivered(run)) {
            database.runs.delete(runName(run));
            removed++;
          }
        }
        return { checkpoints, runs: removed };
      }),

    gauges: () =>
      ask((database) => {
        const runs = { QUEUED: 0, RUNNING: 0, PAUSED: 0, PARKED: 0 };
        let events = 0;
        let oldestMs = 0;
        for (const run of database.runs.values()) {
          if (isGoingOn(run.state)) runs[run.state]++;
          events += Math.max(0, lastSeqOf(run) - (run.snapshot?.lastRunSeq ?? 0));
          if (run.behindSince !== undefined) oldestMs = Math.max(oldestMs, database.clock.now() - run.behindSince);
        }
        return { runs, projection: { events, oldestMs }, outbox: database.outbox.pending() };
      }),
  };
}

function isGoingOn(state: RunRow["state"]): state is "QUEUED" | "RUNNING" | "PAUSED" | "PARKED" {
  return state !== "COMPLETED" && state !== "FAILED" && state !== "CANCELLED";
}

function isOver({ clock }: MemoryDatabase, { endedAt }: RunRow, forMs: number): boolean {
  return endedAt !== undefined && endedAt.getTime() < clock.now() - forMs;
}

/** Whether nobody has worked on a run that should go on, for so long. */
function isAbandoned({ owners, clock }: MemoryDatabase, { owner, endedAt, state }: RunRow, forMs: number): boolean {
  const leaseUntil = owners.get(owner)?.leaseUntil ?? Infinity;
  return !endedAt && (state === "QUEUED" || state === "RUNNING") && leaseUntil < clock.now() - forMs;
}
