import { describeThrown } from "../../describe-thrown.js";
import type { RunEvent } from "../../../generated/protograph/v1/event_pb.js";
import type { RunChange, StateChange } from "../batch.js";
import { type PackedEvents, packEvents } from "../../history/packed-events.js";
import { StoreRefusedError } from "../errors.js";
import type { Owner } from "../store.js";
import { byteaArray, int4Array, int8Array, textArray } from "./binary-array.js";
import type { Step } from "./database.js";
import { type Output, toOutputs } from "./packed-outputs.js";
import { tenantsOf } from "./scoped.js";
import { announce, append, apply, begin, change as changeState, hold } from "./sql/flush.js";

/** An entry that is to be appended to a run's log. */
export interface NewEntry {
  readonly number: number;
  /** The greatest `runSeq` of the log with it. */
  readonly lastSeq: number;
  /** The greatest `runSeq` that a snapshot has in it then. */
  readonly snapshotSeq: number;
  readonly events: readonly RunEvent[];
  /** The names of those events. */
  readonly eventNames: ReadonlySet<string>;
  readonly outputs: readonly Output[];
  /** Packed. */
  readonly snapshot: Buffer | undefined;
}

/** A change as it is written: with what of it is not there yet. */
export interface WrittenChange {
  readonly change: RunChange;
  /** The packed request, where the run begins. */
  readonly request: Buffer | undefined;
  readonly entry: NewEntry | undefined;
}

/** What a batch is written by. Only `hold` is always there. */
export interface FlushSteps {
  readonly steps: readonly Step[];
  /** How many rows each of them writes where the owner holds all runs and all is as it was taken for. */
  readonly expected: readonly number[];
}

export function flushSteps(owner: Owner, written: readonly WrittenChange[], sinks: readonly string[]): FlushSteps {
  const steps: Step[] = [{ statement: hold, values: [owner.token, tenantsOf(written.map(({ change }) => change))] }];
  const expected = [1];
  const add = (rows: number, step: () => Step) => {
    if (rows === 0) return;
    steps.push(step());
    expected.push(rows);
  };
  const { token } = owner;

  const begun = written.flatMap(({ change, request }) =>
    change.create && request ? [{ ...change, create: change.create, request }] : [],
  );
  add(begun.length, () => ({ statement: begin, values: [token, ...keys(begun), ...begunColumns(begun)] }));

  const appended = written.flatMap(({ change, entry }) => (entry ? [{ change, entry }] : []));
  const appendedKeys = keys(appended.map(({ change }) => change));
  const entries = appended.map(({ entry }) => entry);
  add(appended.length, () => ({ statement: append, values: [token, ...appendedKeys, ...entryColumns(entries)] }));

  // A run that begins has its state from the start.
  const changed = written.flatMap(({ change }) =>
    change.state && !change.create ? [{ ...change, state: change.state }] : [],
  );
  add(changed.length, () => ({ statement: changeState, values: [token, ...keys(changed), ...stateColumns(changed)] }));

  const applied = written.flatMap(({ change: { tenant, runId, engineAttempt, signalsApplied = [] } }) =>
    signalsApplied.map((signalId) => ({ tenant, runId, engineAttempt, signalId })),
  );
  const signalIds = () => textArray(applied.map(({ signalId }) => signalId));
  add(applied.length, () => ({ statement: apply, values: [token, ...keys(applied), signalIds()] }));

  const announced = sinks.length === 0 ? [] : appended.filter(({ entry }) => entry.events.length > 0);
  add(announced.length * sinks.length, () => ({
    statement: announce,
    values: [
      token,
      ...keys(announced.map(({ change }) => change)),
      int8Array(announced.map(({ entry }) => entry.lastSeq)),
      textArray(sinks),
    ],
  }));
  return { steps, expected };
}

type Key = Pick<RunChange, "tenant" | "runId" | "engineAttempt">;

function keys(rows: readonly Key[]): readonly Buffer[] {
  return [
    textArray(rows.map(({ tenant }) => tenant)),
    textArray(rows.map(({ runId }) => runId)),
    int4Array(rows.map(({ engineAttempt }) => engineAttempt)),
  ];
}

type Begun = Pick<RunChange, "state"> & {
  readonly create: NonNullable<RunChange["create"]>;
  readonly request: Buffer;
};

function begunColumns(rows: readonly Begun[]): readonly Buffer[] {
  return [
    textArray(rows.map(({ create }) => create.graph)),
    textArray(rows.map(({ create }) => create.output)),
    byteaArray(rows.map(({ create }) => create.planDigest)),
    textArray(rows.map(({ create }) => create.release)),
    byteaArray(rows.map(({ request }) => request)),
    byteaArray(rows.map(({ create }) => create.requestHash)),
    ...stateColumns(rows.map(({ state = { state: "QUEUED" } }) => ({ state }))),
  ];
}

function stateColumns(rows: readonly { readonly state: StateChange }[]): readonly Buffer[] {
  return [
    textArray(rows.map(({ state }) => state.state)),
    textArray(rows.map(({ state }) => ("substate" in state ? (state.substate ?? "") : ""))),
    int8Array(rows.map(({ state }) => wakeAfterOf(state))),
  ];
}

function wakeAfterOf(state: StateChange): number | null {
  return "wakeAfterMs" in state ? Math.ceil(state.wakeAfterMs) : null;
}

function entryColumns(entries: readonly NewEntry[]): readonly Buffer[] {
  const events = entries.map((entry) => pack(entry.events));
  const outputs = entries.map((entry) => (entry.outputs.length > 0 ? toOutputs(entry.outputs) : undefined));
  return [
    int4Array(entries.map(({ number }) => number)),
    int8Array(entries.map(({ lastSeq }) => lastSeq)),
    int8Array(entries.map(({ snapshotSeq }) => snapshotSeq)),
    byteaArray(events.map((packed) => packed?.index ?? null)),
    byteaArray(events.map((packed) => packed?.payload ?? null)),
    byteaArray(outputs.map((packed) => packed?.index ?? null)),
    byteaArray(outputs.map((packed) => packed?.text ?? null)),
    byteaArray(outputs.map((packed) => packed?.values ?? null)),
    byteaArray(entries.map(({ snapshot }) => snapshot ?? null)),
  ];
}

function pack([first, ...others]: readonly RunEvent[]): PackedEvents | undefined {
  if (!first) return undefined;
  try {
    return packEvents([first, ...others]);
  } catch (cause) {
    throw new StoreRefusedError(describeThrown(cause), { cause });
  }
}
