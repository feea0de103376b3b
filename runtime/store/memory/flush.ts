import type {
  Batch,
  CheckpointRecord,
  DuplicateEvent,
  Flushed,
  KeptCheckpoint,
  RefusedEvent,
  RunChange,
} from "../batch.js";
import { eventName } from "../../history/event-name.js";
import type { FlushStore, Owner } from "../store.js";
import type { RunKey } from "../submission.js";
import { appendEvents } from "./append-events.js";
import { type Ask, checkpointName, copy, type MemoryDatabase, type RunRow } from "./memory-database.js";
import { requireStorable } from "./require-storable.js";
import { changeState, createRun, foldSnapshot } from "./run-rows.js";

/** Flushes batches: everything is checked before the first thing is written. */
export function flushesIn(ask: Ask): FlushStore {
  return { flush: (owner, batch) => ask((database) => flush(database, owner, batch)) };
}

function flush(database: MemoryDatabase, owner: Owner, { changes, sinks }: Batch): Flushed {
  const duplicates: DuplicateEvent[] = [];
  const refused: RefusedEvent[] = [];
  const kept: KeptCheckpoint[] = [];
  const lost: RunKey[] = [];
  database.requireOwner(owner);
  for (const change of changes) requireStorable(change);
  for (const change of changes) {
    const { tenant, runId } = change;
    const run = heldRun(database, owner, change);
    if (!run) {
      if (!isStored(database.run(change), change)) lost.push({ tenant, runId });
      continue;
    }
    const found = appendEvents(run, change.events ?? [], database.now());
    duplicates.push(...found.duplicates);
    refused.push(...found.refused);
    database.outbox.commit(sinks, found.appended);
    kept.push(...storeCheckpoints(run, change.checkpoints ?? []));
    foldSnapshot(database, run, change.snapshot);
    for (const signalId of change.signalsApplied ?? []) {
      const signal = run.signals.get(signalId);
      if (signal) signal.applied = true;
    }
  }
  return { duplicates, refused, kept, lost };
}

/** The run of a change as the change leaves it, if its owner holds it in this taking up, or begins it. */
function heldRun(database: MemoryDatabase, owner: Owner, change: RunChange): RunRow | undefined {
  const { create, state, engineAttempt } = change;
  const run = database.run(change);
  if (!run) {
    return create && createRun(database, owner, create, { state: state ?? { state: "QUEUED" }, engineAttempt });
  }
  if (run.owner !== owner.token || run.engineAttempt !== engineAttempt) return undefined;
  // One that is created has its state from the start: where it was there already, this is a repetition.
  if (state && !create && !run.endedAt) changeState(database, run, state);
  return run;
}

/**
 * Whether a change is there though its owner does not hold the run: an earlier try of the same batch was committed, and
 * parked the run, and somebody took it up since.
 */
function isStored(run: RunRow | undefined, { events = [] }: RunChange): boolean {
  return events.length > 0 && events.every((event) => run?.eventsByName.has(eventName(event)));
}

/** @returns the outcomes that were there first and differ. */
function storeCheckpoints(run: RunRow, checkpoints: readonly CheckpointRecord[]): readonly KeptCheckpoint[] {
  const { tenant, runId } = run;
  const kept: KeptCheckpoint[] = [];
  for (const checkpoint of checkpoints) {
    const name = checkpointName(checkpoint);
    const first = run.checkpoints.get(name);
    if (!first) run.checkpoints.set(name, copyCheckpoint(checkpoint));
    else if (Buffer.compare(first.value, checkpoint.value) !== 0) {
      kept.push({ tenant, runId, checkpoint: copyCheckpoint(first) });
    }
  }
  return kept;
}

/** A checkpoint that shares nothing with another. */
export function copyCheckpoint(checkpoint: CheckpointRecord): CheckpointRecord {
  const { itemIndex, inputHash, value } = checkpoint;
  return { ...checkpoint, itemIndex: [...itemIndex], inputHash: copy(inputHash), value: copy(value) };
}
