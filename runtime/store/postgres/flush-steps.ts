import { describeThrown } from "../../describe-thrown.js";
import type { RunEvent } from "../../../generated/protograph/v1/event_pb.js";
import type { RunChange, StateChange } from "../batch.js";
import { type PackedEvents, packEvents } from "../../history/packed-events.js";
import { StoreRefusedError } from "../errors.js";
import type { Owner } from "../store.js";
import type { Submission } from "../submission.js";
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

  const begun = written.filter(begins);
  add(begun.length, () => ({ statement: begin, values: [token, ...keysOf(begun), ...begunColumns(begun)] }));

  const appended = written.filter(appends);
  add(appended.length, () => ({ statement: append, values: [token, ...keysOf(appended), ...entryColumns(appended)] }));

  // A run that begins has its state from the start.
  const changed = written.filter(changes);
  const states = () => stateColumns(changed.map(({ change: { state } }) => state));
  add(changed.length, () => ({ statement: changeState, values: [token, ...keysOf(changed), ...states()] }));

  const applied = written.flatMap(({ change: { tenant, runId, engineAttempt, signalsApplied = [] } }) =>
    signalsApplied.map((signalId) => ({ tenant, runId, engineAttempt, signalId })),
  );
  const signalIds = () => textArray(applied.map(({ signalId }) => signalId));
  add(applied.length, () => ({ statement: apply, values: [token, ...keys(applied), signalIds()] }));

  const announced = sinks.length === 0 ? [] : appended.filter(({ entry }) => entry.events.length > 0);
  add(announced.length * sinks.length, () => ({
    statement: announce,
    values: [token, ...keysOf(announced), int8Array(announced.map(({ entry }) => entry.lastSeq)), textArray(sinks)],
  }));
  return { steps, expected };
}

/** A change that begins its run. */
type Begun = WrittenChange & {
  readonly change: RunChange & { readonly create: Submission };
  readonly request: Buffer;
};

function begins(written: WrittenChange): written is Begun {
  return written.change.create !== undefined && written.request !== undefined;
}

/** A change with something for its run's log. */
type Appended = WrittenChange & { readonly entry: NewEntry };

function appends(written: WrittenChange): written is Appended {
  return written.entry !== undefined;
}

/** A change that says where its run stands now. */
type Changed = WrittenChange & { readonly change: RunChange & { readonly state: StateChange } };

function changes(written: WrittenChange): written is Changed {
  const { change } = written;
  return change.state !== undefined && change.create === undefined;
}

type Key = Pick<RunChange, "tenant" | "runId" | "engineAttempt">;

function keysOf(written: readonly WrittenChange[]): readonly Buffer[] {
  return keys(written.map(({ change }) => change));
}

function keys(rows: readonly Key[]): readonly Buffer[] {
  return [
    textArray(rows.map(({ tenant }) => tenant)),
    textArray(rows.map(({ runId }) => runId)),
    int4Array(rows.map(({ engineAttempt }) => engineAttempt)),
  ];
}

function begunColumns(rows: readonly Begun[]): readonly Buffer[] {
  return [
    textArray(rows.map(({ change }) => change.create.graph)),
    textArray(rows.map(({ change }) => change.create.output)),
    byteaArray(rows.map(({ change }) => change.create.planDigest)),
    textArray(rows.map(({ change }) => change.create.release)),
    byteaArray(rows.map(({ request }) => request)),
    byteaArray(rows.map(({ change }) => change.create.requestHash)),
    ...stateColumns(rows.map(({ change: { state = queued } }) => state)),
  ];
}

const queued: StateChange = { state: "QUEUED" };

function stateColumns(states: readonly StateChange[]): readonly Buffer[] {
  return [
    textArray(states.map(({ state }) => state)),
    textArray(states.map((state) => ("substate" in state ? (state.substate ?? "") : ""))),
    int8Array(states.map(wakeAfterOf)),
  ];
}

function wakeAfterOf(state: StateChange): number | null {
  return "wakeAfterMs" in state ? Math.ceil(state.wakeAfterMs) : null;
}

function entryColumns(rows: readonly Appended[]): readonly Buffer[] {
  const entries = rows.map(({ entry }) => entry);
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

function pack(events: readonly RunEvent[]): PackedEvents | undefined {
  if (!areSome(events)) return undefined;
  try {
    return packEvents(events);
  } catch (cause) {
    throw new StoreRefusedError(describeThrown(cause), { cause });
  }
}

function areSome(events: readonly RunEvent[]): events is readonly [RunEvent, ...RunEvent[]] {
  return events.length > 0;
}
