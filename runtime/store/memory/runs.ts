import { RunConflictError } from "../errors.js";
import type { TakenRun } from "../run-record.js";
import type { Owner, RunStore } from "../store.js";
import type { PlanMove } from "../stored-plan.js";
import type { RunKey } from "../submission.js";
import { lastSeqOf } from "./append-events.js";
import { copyCheckpoint } from "./flush.js";
import { type Ask, copy, keyText, type MemoryDatabase, type RunRow } from "./memory-database.js";
import { requireSubmission } from "./require-storable.js";
import { createRun, toRecord } from "./run-rows.js";
import { waitingIn } from "./signals.js";

/** Runs, from their admission to their end. */
export function runsIn(ask: Ask): RunStore {
  return {
    admit: (owner, submission) =>
      ask((database) => {
        database.requireOwner(owner);
        requireSubmission(submission);
        const stored = database.run(submission);
        if (!stored) {
          const run = createRun(database, owner, submission, { state: { state: "QUEUED" }, engineAttempt: 1 });
          return { run: toRecord(database, run), repeated: false };
        }
        if (Buffer.compare(stored.requestHash, submission.requestHash) !== 0) throw new RunConflictError(submission);
        return { run: toRecord(database, stored), repeated: true };
      }),

    takeUp: (owner, filter) =>
      ask((database) => {
        const now = database.clock.now();
        for (const other of database.owners.values()) {
          if (other.token !== owner.token && other.leaseUntil < now) other.fenced = true;
        }
        database.requireOwner(owner);
        const moves = new Map(filter.plans.map((move) => [keyText(move.from), move]));
        return freeRuns(database, filter.run)
          .flatMap((run) => {
            const move = moves.get(keyText(run.planDigest));
            return move ? [{ run, move }] : [];
          })
          .slice(0, filter.limit)
          .map(({ run, move }) => take(database, owner, run, move));
      }),

    checkpoints: (run) => ask((database) => [...(database.run(run)?.checkpoints.values() ?? [])].map(copyCheckpoint)),

    forget: (owner, key, outputTypes) =>
      ask((database) => {
        database.requireOwner(owner);
        const run = database.run(key);
        if (run?.owner !== owner.token) return;
        for (const [name, { outputType }] of run.checkpoints) {
          if (outputTypes.includes(outputType)) run.checkpoints.delete(name);
        }
      }),
  };
}

/** The runs that nobody works on: those of fenced owners first, then those due longest. */
export function freeRuns(database: MemoryDatabase, only: RunKey | undefined): readonly RunRow[] {
  const now = database.clock.now();
  const rows = only ? [database.run(only)] : [...database.runs.values()];
  const runs = rows.filter((run) => run !== undefined);
  const orphaned = runs.filter(({ owner, endedAt, state }) => {
    return !endedAt && state !== "PARKED" && database.owners.get(owner)?.fenced === true;
  });
  const due = runs
    .flatMap((run) => (run.wakeAt && run.wakeAt.getTime() <= now ? [{ run, at: run.wakeAt.getTime() }] : []))
    .filter(({ run: { state } }) => state === "PARKED" || state === "FAILED")
    .sort((a, b) => a.at - b.at)
    .map(({ run }) => run);
  // A signal may have been decided while its run was still on its way to being parked.
  const signalled = runs.filter((run) => run.state === "PARKED" && !due.includes(run) && waitingIn(run).length > 0);
  return [...orphaned, ...due, ...signalled];
}

function take(database: MemoryDatabase, { token }: Owner, run: RunRow, { to, release }: PlanMove): TakenRun {
  const takenFrom = run.state;
  if (takenFrom === "PARKED" || takenFrom === "FAILED") run.state = "RUNNING";
  run.substate = "";
  run.owner = token;
  run.engineAttempt++;
  run.planDigest = copy(to);
  run.release = release;
  run.changedAt = database.now();
  run.endedAt = undefined;
  run.wakeAt = undefined;
  run.swept = false;
  return { ...toRecord(database, run), takenFrom, request: copy(run.request), lastRunSeq: lastSeqOf(run) };
}
