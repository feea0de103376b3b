import type { RunChange, StateChange } from "../batch.js";
import type { RunRecord } from "../run-record.js";
import type { Owner, StoredSnapshot } from "../store.js";
import type { Submission } from "../submission.js";
import { lastSeqOf } from "./append-events.js";
import { copy, type MemoryDatabase, type RunRow, runName } from "./memory-database.js";

/** A new run. */
export function createRun(
  database: MemoryDatabase,
  { token }: Owner,
  submission: Submission,
  { state, engineAttempt }: { readonly state: StateChange; readonly engineAttempt: number },
): RunRow {
  const now = database.now();
  const run: RunRow = {
    ...submission,
    planDigest: copy(submission.planDigest),
    request: copy(submission.request),
    requestHash: copy(submission.requestHash),
    state: "QUEUED",
    substate: "",
    owner: token,
    engineAttempt,
    createdAt: now,
    changedAt: now,
    endedAt: undefined,
    wakeAt: undefined,
    swept: false,
    events: [],
    eventsByName: new Map(),
    checkpoints: new Map(),
    snapshot: undefined,
    behindSince: undefined,
    signals: new Map(),
  };
  changeState(database, run, state);
  database.runs.set(runName(submission), run);
  return run;
}

/** Has a run stand where a change says. */
export function changeState(database: MemoryDatabase, run: RunRow, change: StateChange): void {
  const { state } = change;
  const now = database.now();
  const wakeAfterMs = "wakeAfterMs" in change ? change.wakeAfterMs : undefined;
  run.state = state;
  run.substate = ("substate" in change ? change.substate : undefined) ?? "";
  run.changedAt = now;
  run.endedAt = state === "COMPLETED" || state === "FAILED" || state === "CANCELLED" ? now : undefined;
  run.wakeAt = wakeAfterMs === undefined ? undefined : new Date(now.getTime() + Math.ceil(wakeAfterMs));
}

/** Keeps a snapshot that is newer than the one there is, and notes since when it is behind the events. */
export function foldSnapshot(database: MemoryDatabase, run: RunRow, snapshot: RunChange["snapshot"]): void {
  if (snapshot && snapshot.lastRunSeq > (run.snapshot?.lastRunSeq ?? 0)) {
    run.snapshot = copySnapshot(snapshot);
  }
  const behind = lastSeqOf(run) > (run.snapshot?.lastRunSeq ?? 0);
  run.behindSince = behind ? (run.behindSince ?? database.clock.now()) : undefined;
}

/** A snapshot that shares nothing with another. */
export function copySnapshot({ lastRunSeq, value }: StoredSnapshot): StoredSnapshot {
  return { lastRunSeq, value: copy(value) };
}

/** A run as whoever looks sees it. */
export function toRecord(database: MemoryDatabase, run: RunRow): RunRecord {
  const { tenant, runId, graph, output, release, state, substate, owner, engineAttempt } = run;
  return {
    tenant,
    runId,
    graph,
    output,
    planDigest: copy(run.planDigest),
    release,
    requestHash: copy(run.requestHash),
    state,
    substate,
    owner,
    ownerAlive: database.isAlive(owner),
    engineAttempt,
    createdAt: run.createdAt,
    changedAt: run.changedAt,
    endedAt: run.endedAt,
    wakeAt: run.wakeAt,
  };
}
