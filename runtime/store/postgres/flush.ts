import type { RunEvent } from "../../../generated/protograph/v1/event_pb.js";
import { eventName } from "../../history/event-name.js";
import { payloadHash } from "../../history/payload-hash.js";
import type {
  Batch,
  CheckpointRecord,
  DuplicateEvent,
  Flushed,
  KeptCheckpoint,
  RefusedEvent,
  RunChange,
} from "../batch.js";
import { FencedError, StoreUnavailableError } from "../errors.js";
import type { FlushStore, Owner } from "../store.js";
import type { RunKey } from "../submission.js";
import { int4Array, textArray } from "./binary-array.js";
import type { Database } from "./database.js";
import { flushSteps, type NewEntry, type WrittenChange } from "./flush-steps.js";
import { loadCheckpoints } from "./checkpoints.js";
import { hashOf, isSmall, packSmall } from "./packed-value.js";
import { hashText, type Output, outputName } from "./packed-outputs.js";
import { eventsIn, type LogRow, name, type RunTails, type Tail } from "./run-tails.js";
import { everyTenant, scoped, scopedQuery } from "./scoped.js";
import { holdings, logs } from "./sql/flush.js";
import type { Standing } from "./standing.js";
import { sqlState } from "./to-store-error.js";
import { pack } from "./values.js";

/** A change whose values are packed. */
interface PackedChange {
  readonly change: RunChange;
  readonly request: Buffer | undefined;
  readonly outputs: readonly Output[];
  readonly snapshot: { readonly lastRunSeq: number; readonly packed: Buffer } | undefined;
}

/** A change, and what becomes of each part of it. */
interface SortedChange extends WrittenChange {
  readonly tail: Tail | undefined;
  /** Events that are there. */
  readonly known: readonly RunEvent[];
  readonly outOfOrder: readonly RunEvent[];
  /** Outcomes whose key is taken by another one. */
  readonly differing: readonly Output[];
}

const nothingFound: Flushed = { duplicates: [], refused: [], kept: [], lost: [] };

/**
 * Flushes batches.
 *
 * In the common case a flush is one round trip and reads nothing. Only where it wrote less than it was given, or where
 * a log has come further than was known, is the database asked why.
 */
export function flushesIn(database: Database, tails: RunTails, standing: Standing): FlushStore {
  let last: Promise<unknown> = Promise.resolve();
  return {
    flush(owner, batch) {
      const flushed = last.then(() => flushOnce({ database, tails, standing }, owner, batch));
      last = flushed.catch(() => undefined);
      return flushed;
    },
  };
}

async function flushOnce(
  { database, tails, standing }: { database: Database; tails: RunTails; standing: Standing },
  owner: Owner,
  { changes, sinks }: Batch,
): Promise<Flushed> {
  if (changes.length === 0) return nothingFound;
  const write = (sorted: readonly WrittenChange[]) => {
    standing.require(owner);
    return writeAll(database, owner, sorted, sinks);
  };
  try {
    const packed: PackedChange[] = [];
    for (const change of changes) {
      const done = packChange(database, change);
      packed.push(done instanceof Promise ? await done : done);
    }
    const strangers = changes.filter((change) => hasEntry(change) && !tails.of(change));
    for (const change of strangers) if (change.create) tails.begin(change);
    await learn(
      database,
      tails,
      strangers.filter(({ create }) => !create),
    );

    let sorted = packed.map((change) => sortChange(change, tails));
    let asExpected: boolean;
    try {
      asExpected = await write(sorted);
    } catch (error) {
      if (!isTaken(error)) throw error;
      // What this knew of some log was wrong: more is there. Nothing was written of the whole batch.
      await learn(database, tails, changes.filter(hasEntry));
      sorted = packed.map((change) => sortChange(change, tails));
      asExpected = await write(sorted).catch((again: unknown) => {
        // Somebody is appending right now: an earlier try of this process whose answer was lost. It comes to an end.
        throw isTaken(again) ? new StoreUnavailableError("a log is being appended to", { cause: again }) : again;
      });
    }

    const lost = asExpected ? [] : await lostOf(database, owner, changes);
    const gone = new Set(lost.map(name));
    const mine = gone.size === 0 ? sorted : sorted.filter(({ change }) => !gone.has(name(change)));
    for (const { change, tail, entry } of mine) {
      if (isLast(change)) tails.forget(change);
      else if (tail && entry) extend(tail, entry);
    }
    for (const run of lost) tails.forget(run);
    return {
      ...(await contradictionsOf(database, mine)),
      kept: await keptInstead(database, mine),
      lost,
    };
  } catch (error) {
    for (const change of changes) tails.forget(change);
    throw error;
  }
}

function hasEntry({ events, checkpoints, snapshot }: RunChange): boolean {
  return Boolean(events?.length) || Boolean(checkpoints?.length) || snapshot !== undefined;
}

/** Packs the values of a change. Most are small, and take no waiting. */
function packChange(database: Database, change: RunChange): PackedChange | Promise<PackedChange> {
  const { create, checkpoints = [], snapshot } = change;
  const areSmall =
    (!create || isSmall(create.request)) &&
    (!snapshot || isSmall(snapshot.value)) &&
    checkpoints.every(({ value }) => isSmall(value));
  if (!areSmall) return packLarge(database, change);
  return {
    change,
    request: create && packSmall(create.request),
    outputs: checkpoints.map((checkpoint) => toOutput(checkpoint, packSmall(checkpoint.value))),
    snapshot: snapshot && { lastRunSeq: snapshot.lastRunSeq, packed: packSmall(snapshot.value) },
  };
}

async function packLarge(database: Database, change: RunChange): Promise<PackedChange> {
  const { create, checkpoints = [], snapshot } = change;
  const packed = (value: Uint8Array) => pack(database, change, value);
  const outputs: Output[] = [];
  for (const checkpoint of checkpoints) outputs.push(toOutput(checkpoint, await packed(checkpoint.value)));
  return {
    change,
    request: create && (await packed(create.request)),
    outputs,
    snapshot: snapshot && { lastRunSeq: snapshot.lastRunSeq, packed: await packed(snapshot.value) },
  };
}

function toOutput(checkpoint: CheckpointRecord, packed: Buffer): Output {
  return { checkpoint, packed, sha256: hashOf(checkpoint.value) };
}

function sortChange({ change, request, outputs, snapshot }: PackedChange, tails: RunTails): SortedChange {
  const tail = tails.of(change);
  const known: RunEvent[] = [];
  const outOfOrder: RunEvent[] = [];
  const differing: Output[] = [];
  const none = { change, request, tail, known, outOfOrder, differing };
  if (!tail || !hasEntry(change)) return { ...none, entry: undefined };

  const events: RunEvent[] = [];
  const eventNames = new Set<string>();
  let { lastSeq } = tail;
  for (const event of change.events ?? []) {
    const is = eventName(event);
    const runSeq = Number(event.runSeq);
    if (tail.events.has(is) || eventNames.has(is)) known.push(event);
    else if (runSeq <= lastSeq) outOfOrder.push(event);
    else {
      events.push(event);
      eventNames.add(is);
      lastSeq = runSeq;
    }
  }

  const fresh: Output[] = [];
  const named = new Map<string, string>();
  for (const output of outputs) {
    const key = outputName(output.checkpoint);
    const sha256 = hashText(output.sha256);
    const first = tail.outputs.get(key) ?? named.get(key);
    if (first === undefined) {
      fresh.push(output);
      named.set(key, sha256);
    } else if (first !== sha256) differing.push(output);
  }

  const newer = snapshot && snapshot.lastRunSeq > tail.snapshotSeq ? snapshot : undefined;
  if (events.length === 0 && fresh.length === 0 && !newer) return { ...none, entry: undefined };
  const entry: NewEntry = {
    number: tail.next,
    lastSeq,
    snapshotSeq: newer?.lastRunSeq ?? tail.snapshotSeq,
    events,
    eventNames,
    outputs: fresh,
    snapshot: newer?.packed,
  };
  return { ...none, entry };
}

/** Notes an entry that was committed. */
function extend(tail: Tail, { number, lastSeq, snapshotSeq, eventNames, outputs }: NewEntry): void {
  tail.next = number + 1;
  tail.lastSeq = lastSeq;
  tail.snapshotSeq = snapshotSeq;
  for (const is of eventNames) tail.events.add(is);
  for (const { checkpoint, sha256 } of outputs) tail.outputs.set(outputName(checkpoint), hashText(sha256));
}

/** Whether nobody writes the run after this, for now. */
function isLast({ state }: RunChange): boolean {
  const now = state?.state;
  return now === "COMPLETED" || now === "FAILED" || now === "CANCELLED" || now === "PARKED";
}

/** @returns whether as many rows were written as there should be. */
async function writeAll(
  database: Database,
  owner: Owner,
  written: readonly WrittenChange[],
  sinks: readonly string[],
): Promise<boolean> {
  const { steps, expected } = flushSteps(owner, written, sinks);
  const counts = await database.pipeline(steps);
  if (counts[0] === 0) throw new FencedError(owner.token);
  return expected.every((rows, step) => counts[step] === rows);
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && sqlState(error.cause) === "23505";
}

/**
 * The runs of which something is not durable because the owner does not hold them. A run that was parked by an earlier
 * try of the same batch, and taken up by somebody else since, has all that was written, and is not lost.
 */
async function lostOf(database: Database, { token }: Owner, changes: readonly RunChange[]): Promise<readonly RunKey[]> {
  const rows = await scopedQuery<RunKeyRow>(database, everyTenant, holdings, [
    token,
    ...runArrays(changes),
    int4Array(changes.map(({ engineAttempt }) => engineAttempt)),
  ]);
  const held = new Set(rows.map((row) => name(toKey(row))));
  const others = changes.filter((change) => !held.has(name(change)));
  const stored = new Map<string, Set<string>>();
  for (const [run, kept] of await logsOf(database, others)) {
    const events = kept.flatMap((row) => eventsIn(row, run));
    stored.set(name(run), new Set(events.map(eventName)));
  }
  return others
    .filter(({ tenant, runId, events = [] }) => {
      const there = stored.get(name({ tenant, runId }));
      return events.length === 0 || !events.every((event) => there?.has(eventName(event)));
    })
    .map(({ tenant, runId }) => ({ tenant, runId }));
}

interface RunKeyRow {
  readonly tenant: string;
  readonly run_id: string;
}

function toKey({ tenant, run_id: runId }: RunKeyRow): RunKey {
  return { tenant, runId };
}

function runArrays(runs: readonly RunKey[]): [Buffer, Buffer] {
  return [textArray(runs.map(({ tenant }) => tenant)), textArray(runs.map(({ runId }) => runId))];
}

async function learn(database: Database, tails: RunTails, runs: readonly RunKey[]): Promise<void> {
  if (runs.length === 0) return;
  for (const run of runs) tails.begin(run);
  for (const [run, rows] of await logsOf(database, runs)) tails.learn(run, rows);
}

type KnownLog = readonly LogRow[];

/** The logs of some runs, without what outcomes are; none of a run that has none. */
async function logsOf(database: Database, runs: readonly RunKey[]): Promise<readonly (readonly [RunKey, KnownLog])[]> {
  if (runs.length === 0) return [];
  const rows = await scopedQuery<RunKeyRow & KnownLog[number]>(database, everyTenant, logs, runArrays(runs));
  const byRun = new Map<string, KnownLog[number][]>();
  for (const row of rows) {
    const log = byRun.get(name(toKey(row)));
    if (log) log.push(row);
    else byRun.set(name(toKey(row)), [row]);
  }
  return runs.flatMap((run) => {
    const log = byRun.get(name(run));
    return log ? [[run, log] as const] : [];
  });
}

/** What became of the events that were not appended. */
async function contradictionsOf(
  database: Database,
  sorted: readonly SortedChange[],
): Promise<Pick<Flushed, "duplicates" | "refused">> {
  const duplicates: DuplicateEvent[] = [];
  const refused: RefusedEvent[] = sorted.flatMap(({ change: { tenant, runId }, outOfOrder }) =>
    outOfOrder.map((event) => ({ tenant, runId, event, reason: "OUT_OF_ORDER" as const })),
  );
  const again = sorted.filter(({ known }) => known.length > 0);
  if (again.length === 0) return { duplicates, refused };
  const first = new Map<string, RunEvent>();
  const kept = await logsOf(
    database,
    again.map(({ change }) => change),
  );
  for (const [run, rows] of kept) {
    for (const event of rows.flatMap((row) => eventsIn(row, run))) first.set(name(run) + eventName(event), event);
  }
  for (const { change, known } of again) {
    const { tenant, runId } = change;
    for (const event of known) {
      const stored = first.get(name(change) + eventName(event));
      if (!stored || Buffer.compare(payloadHash(stored), payloadHash(event)) !== 0) {
        refused.push({ tenant, runId, event, reason: "OTHER_PAYLOAD" });
      } else duplicates.push({ tenant, runId, stored });
    }
  }
  return { duplicates, refused };
}

/** The outcomes that were there first and differ. */
async function keptInstead(database: Database, sorted: readonly SortedChange[]): Promise<readonly KeptCheckpoint[]> {
  const kept: KeptCheckpoint[] = [];
  for (const { change, differing } of sorted) {
    if (differing.length === 0) continue;
    const { tenant, runId } = change;
    const names = new Set(differing.map(({ checkpoint }) => outputName(checkpoint)));
    const first = await scoped(database, tenant, (query) =>
      loadCheckpoints(query, change, (output) => names.has(outputName(output))),
    );
    for (const checkpoint of first) kept.push({ tenant, runId, checkpoint });
  }
  return kept;
}
