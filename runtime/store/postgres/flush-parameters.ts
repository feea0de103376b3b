import type { CheckpointRecord, EventRecord, RunChange, StateChange } from "../batch.js";
import type { Owner } from "../store.js";
import { byteaArray, int4Array, int8Array, textArray } from "./binary-array.js";
import type { Parameter } from "./database.js";
import type { PackedValue } from "./packed-value.js";
import { itemText } from "./rows.js";
import { tenantsOf } from "./scoped.js";
import { type Segment, toSegment } from "./segment.js";

/** A change whose values are packed. */
export interface PackedChange {
  readonly change: RunChange;
  readonly request: PackedValue | undefined;
  readonly checkpoints: readonly { readonly checkpoint: CheckpointRecord; readonly packed: PackedValue }[];
  readonly snapshot: PackedValue | undefined;
}

/** A change as it is written: with those of its events that are not there yet. */
export interface WrittenChange extends PackedChange {
  readonly fresh: readonly EventRecord[];
}

/** The parameters of the statement `flush`, which has them in this order. */
export function flushParameters(
  owner: Owner,
  written: readonly WrittenChange[],
  sinks: readonly string[],
): readonly Parameter[] {
  const changes = written.map(({ change }) => change);
  return [
    owner.token,
    tenantsOf(changes),
    ...keys(changes),
    int4Array(changes.map(({ engineAttempt }) => engineAttempt)),
    ...createdRuns(written),
    ...changedRuns(changes),
    ...segments(written),
    ...checkpointRows(written),
    ...snapshots(written),
    ...appliedSignals(changes),
    textArray(sinks),
  ];
}

function keys(rows: readonly { readonly tenant: string; readonly runId: string }[]): readonly Buffer[] {
  return [textArray(rows.map(({ tenant }) => tenant)), textArray(rows.map(({ runId }) => runId))];
}

function createdRuns(written: readonly WrittenChange[]): readonly Buffer[] {
  const rows = written.flatMap(({ change: { create, state, engineAttempt }, request }) =>
    create && request ? [{ ...create, state, engineAttempt, packed: request.bytes }] : [],
  );
  return [
    ...keys(rows),
    textArray(rows.map(({ graph }) => graph)),
    textArray(rows.map(({ output }) => output)),
    byteaArray(rows.map(({ planDigest }) => planDigest)),
    textArray(rows.map(({ release }) => release)),
    byteaArray(rows.map(({ packed }) => packed)),
    byteaArray(rows.map(({ requestHash }) => requestHash)),
    textArray(rows.map(({ state }) => state?.state ?? "QUEUED")),
    textArray(rows.map(({ state }) => substateOf(state))),
    int8Array(rows.map(({ state }) => wakeAfterOf(state))),
    int4Array(rows.map(({ engineAttempt }) => engineAttempt)),
  ];
}

/** States of runs that are there already: one that is created has its state from the start. */
function changedRuns(changes: readonly RunChange[]): readonly Buffer[] {
  const rows = changes.flatMap(({ tenant, runId, create, state }) =>
    state && !create ? [{ tenant, runId, state }] : [],
  );
  return [
    ...keys(rows),
    textArray(rows.map(({ state }) => state.state)),
    textArray(rows.map(({ state }) => substateOf(state))),
    int8Array(rows.map(({ state }) => wakeAfterOf(state))),
  ];
}

function substateOf(state: StateChange | undefined): string {
  return state && "substate" in state ? (state.substate ?? "") : "";
}

function wakeAfterOf(state: StateChange | undefined): number | null {
  return state && "wakeAfterMs" in state ? Math.ceil(state.wakeAfterMs) : null;
}

function segments(written: readonly WrittenChange[]): readonly Buffer[] {
  const rows = written.flatMap(
    ({ change: { tenant, runId }, fresh }): (Segment & { tenant: string; runId: string })[] =>
      fresh.length > 0 ? [{ tenant, runId, ...toSegment(fresh) }] : [],
  );
  return [
    ...keys(rows),
    int8Array(rows.map(({ firstSeq }) => firstSeq)),
    int8Array(rows.map(({ lastSeq }) => lastSeq)),
    byteaArray(rows.map(({ index }) => index)),
    byteaArray(rows.map(({ payload }) => payload)),
  ];
}

function checkpointRows(written: readonly WrittenChange[]): readonly Buffer[] {
  const rows = written.flatMap(({ change: { tenant, runId }, checkpoints }) =>
    checkpoints.map(({ checkpoint, packed }) => ({ tenant, runId, checkpoint, packed })),
  );
  return [
    ...keys(rows),
    textArray(rows.map(({ checkpoint }) => checkpoint.outputType)),
    textArray(rows.map(({ checkpoint }) => itemText(checkpoint.itemIndex))),
    byteaArray(rows.map(({ checkpoint }) => checkpoint.inputHash)),
    textArray(rows.map(({ checkpoint }) => checkpoint.stepVersion)),
    textArray(rows.map(({ checkpoint }) => checkpoint.nodeId)),
    byteaArray(rows.map(({ packed }) => packed.bytes)),
    byteaArray(rows.map(({ packed }) => packed.sha256)),
  ];
}

function snapshots(written: readonly WrittenChange[]): readonly Buffer[] {
  const rows = written
    .filter(({ snapshot, fresh }) => snapshot !== undefined || fresh.length > 0)
    .map(({ change: { tenant, runId, snapshot }, snapshot: packed, fresh }) => ({
      tenant,
      runId,
      lastRunSeq: snapshot?.lastRunSeq ?? 0,
      headSeq: Math.max(snapshot?.lastRunSeq ?? 0, fresh.at(-1)?.runSeq ?? 0),
      bytes: packed?.bytes ?? null,
    }));
  return [
    ...keys(rows),
    int8Array(rows.map(({ headSeq }) => headSeq)),
    int8Array(rows.map(({ lastRunSeq }) => lastRunSeq)),
    byteaArray(rows.map(({ bytes }) => bytes)),
  ];
}

function appliedSignals(changes: readonly RunChange[]): readonly Buffer[] {
  const rows = changes.flatMap(({ tenant, runId, signalsApplied = [] }) =>
    signalsApplied.map((signalId) => ({ tenant, runId, signalId })),
  );
  return [...keys(rows), textArray(rows.map(({ signalId }) => signalId))];
}
