import type { Batch, DuplicateEvent, EventRecord, Flushed, KeptCheckpoint, RefusedEvent, RunChange } from "../batch.js";
import type { RunKey } from "../submission.js";
import { FencedError } from "../errors.js";
import type { FlushStore, Owner } from "../store.js";
import { byteaArray, int4Array, textArray } from "./binary-array.js";
import type { Database } from "./database.js";
import { flushParameters, type PackedChange, type WrittenChange } from "./flush-parameters.js";
import { type CheckpointRow, itemText, toCheckpoint } from "./rows.js";
import type { RunTails } from "./run-tails.js";
import { indexed, keyText, name } from "./run-tails.js";
import { everyTenant, scoped, scopedQuery } from "./scoped.js";
import { flush, holdings, keptCheckpoints, tails as tailsOf } from "./sql/flush.js";
import { pack, unpack } from "./values.js";

/** How many rows a flush wrote, or found. */
interface Counts {
  readonly owners: number;
  readonly held: number;
  readonly appended: number;
  readonly stored: number;
}

/** A change, and what becomes of each of its events. */
interface SortedChange extends WrittenChange {
  /** Their key is taken. */
  readonly known: readonly EventRecord[];
  readonly outOfOrder: readonly EventRecord[];
}

const nothingFound: Flushed = { duplicates: [], refused: [], kept: [], lost: [] };

/**
 * Flushes batches.
 *
 * In the common case a flush is one statement and reads nothing. Only where it wrote less than it was given is the
 * database asked why.
 */
export function flushesIn(database: Database, tails: RunTails): FlushStore {
  let last: Promise<unknown> = Promise.resolve();
  return {
    flush(owner, batch) {
      const flushed = last.then(() => flushOnce(database, tails, owner, batch));
      last = flushed.catch(() => undefined);
      return flushed;
    },
  };
}

async function flushOnce(
  database: Database,
  tails: RunTails,
  owner: Owner,
  { changes, sinks }: Batch,
): Promise<Flushed> {
  if (changes.length === 0) return nothingFound;
  try {
    const packed: PackedChange[] = [];
    for (const change of changes) packed.push(await packChange(database, change));
    const unknown = changes.filter((change) => change.events?.length && !tails.of(change));
    for (const change of unknown) if (change.create) tails.begin(change);
    await learn(
      database,
      tails,
      unknown.filter(({ create }) => !create),
    );

    let sorted = packed.map((change) => sortEvents(change, tails));
    let counts = await write(database, owner, sorted, sinks);
    let held = await heldOf(database, owner, changes, counts);
    if (counts.appended < segmentsOf(sorted, held)) {
      // What this knew of some runs was wrong: their events were there already. Nothing of those was written.
      for (const change of changes) tails.forget(change);
      await learn(database, tails, changes);
      sorted = packed.map((change) => sortEvents(change, tails));
      counts = await write(database, owner, sorted, sinks);
      held = await heldOf(database, owner, changes, counts);
    }
    const lost = held === undefined ? [] : await lostOf(database, tails, changes, held);
    const mine = held === undefined ? sorted : sorted.filter(({ change }) => held.has(name(change)));
    for (const { change, fresh } of mine) tails.committed(change, fresh);
    for (const run of lost) tails.forget(run);

    const sent = mine.reduce((sum, { checkpoints }) => sum + checkpoints.length, 0);
    return {
      ...(await contradictionsOf(database, mine)),
      kept: counts.stored < sent ? await keptInstead(database, mine) : [],
      lost,
    };
  } catch (error) {
    for (const change of changes) tails.forget(change);
    throw error;
  }
}

async function packChange(database: Database, change: RunChange): Promise<PackedChange> {
  const { create, checkpoints = [], snapshot } = change;
  const packed = [];
  for (const checkpoint of checkpoints) {
    packed.push({ checkpoint, packed: await pack(database, change, checkpoint.value) });
  }
  return {
    change,
    request: create && (await pack(database, change, create.request)),
    checkpoints: packed,
    snapshot: snapshot && (await pack(database, change, snapshot.value)),
  };
}

function sortEvents(packed: PackedChange, tails: RunTails): SortedChange {
  const events = packed.change.events ?? [];
  const tail = tails.of(packed.change);
  const fresh: EventRecord[] = [];
  const known: EventRecord[] = [];
  const outOfOrder: EventRecord[] = [];
  const seen = new Set<string>();
  let lastSeq = tail?.lastSeq ?? 0;
  for (const event of events) {
    const key = keyText(event.idempotencyKey);
    if (tail?.keys.has(key) || seen.has(key)) known.push(event);
    else if (event.runSeq <= lastSeq) outOfOrder.push(event);
    else {
      fresh.push(event);
      seen.add(key);
      lastSeq = event.runSeq;
    }
  }
  return { ...packed, fresh, known, outOfOrder };
}

async function write(
  database: Database,
  owner: Owner,
  written: readonly WrittenChange[],
  sinks: readonly string[],
): Promise<Counts> {
  const [counts] = await database.query<Counts>(flush, flushParameters(owner, written, sinks));
  if (!counts || counts.owners === 0) throw new FencedError(owner.token);
  return counts;
}

function segmentsOf(sorted: readonly SortedChange[], held: ReadonlySet<string> | undefined): number {
  return sorted.filter(({ change, fresh }) => fresh.length > 0 && (held?.has(name(change)) ?? true)).length;
}

/** The runs that the owner holds, of those that were written; `undefined` where it holds them all. */
async function heldOf(
  database: Database,
  owner: Owner,
  changes: readonly RunChange[],
  { held }: Counts,
): Promise<ReadonlySet<string> | undefined> {
  if (held >= changes.length) return undefined;
  const rows = await scopedQuery<RunKeyRow>(database, everyTenant, holdings, [
    owner.token,
    ...runArrays(changes),
    int4Array(changes.map(({ engineAttempt }) => engineAttempt)),
  ]);
  return new Set(rows.map((row) => name(toKey(row))));
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
  for (const [run, { events }] of await indexesOf(database, runs)) tails.learn(run, events);
}

interface Index {
  readonly events: readonly EventRecord[];
  readonly persistedAt: Date;
}

/** The segments of some runs, without what they say. */
async function indexesOf(database: Database, runs: readonly RunKey[]): Promise<readonly (readonly [RunKey, Index])[]> {
  const rows = await scopedQuery<RunKeyRow & { index: Buffer; persisted_at: Date }>(
    database,
    everyTenant,
    tailsOf,
    runArrays(runs),
  );
  return rows.map((row) => [toKey(row), { events: indexed(row.index), persistedAt: row.persisted_at }]);
}

/**
 * The runs of which something is not durable, of those that the owner does not hold. A run that was parked by an earlier
 * try of the same batch, and taken up by somebody else since, has all that was written, and is not lost.
 */
async function lostOf(
  database: Database,
  tails: RunTails,
  changes: readonly RunChange[],
  held: ReadonlySet<string>,
): Promise<readonly RunKey[]> {
  const others = changes.filter((change) => !held.has(name(change)));
  const stored = new Map<string, Set<string>>();
  for (const [run, { events }] of await indexesOf(database, others)) {
    const keys = stored.get(name(run)) ?? new Set();
    for (const { idempotencyKey } of events) keys.add(keyText(idempotencyKey));
    stored.set(name(run), keys);
  }
  for (const change of others) tails.forget(change);
  return others
    .filter(({ tenant, runId, events = [] }) => {
      const keys = stored.get(name({ tenant, runId }));
      return events.length === 0 || !events.every(({ idempotencyKey }) => keys?.has(keyText(idempotencyKey)));
    })
    .map(({ tenant, runId }) => ({ tenant, runId }));
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
  const first = new Map<string, EventRecord & { readonly persistedAt: Date }>();
  for (const [run, { events, persistedAt }] of await indexesOf(
    database,
    again.map(({ change }) => change),
  )) {
    for (const event of events) first.set(name(run) + keyText(event.idempotencyKey), { ...event, persistedAt });
  }
  for (const { change, known } of again) {
    const { tenant, runId } = change;
    for (const event of known) {
      const { idempotencyKey, payloadHash } = event;
      const stored = first.get(name(change) + keyText(idempotencyKey));
      if (!stored || Buffer.compare(stored.payloadHash, payloadHash) !== 0) {
        refused.push({ tenant, runId, event, reason: "OTHER_PAYLOAD" });
      } else {
        const { eventId, runSeq, persistedAt } = stored;
        duplicates.push({ tenant, runId, idempotencyKey, eventId, runSeq, persistedAt });
      }
    }
  }
  return { duplicates, refused };
}

/** The outcomes that were there first and differ. */
async function keptInstead(database: Database, sorted: readonly SortedChange[]): Promise<readonly KeptCheckpoint[]> {
  const sent = sorted.flatMap(({ change, checkpoints }) =>
    checkpoints.map(({ checkpoint, packed }) => ({ run: change, key: checkpoint, sha256: packed.sha256 })),
  );
  const sha256s = new Map(
    sent.map(({ run, key, sha256 }) => [
      checkpointName(run, key.outputType, itemText(key.itemIndex), key.inputHash),
      sha256,
    ]),
  );
  return scoped(database, everyTenant, async (query) => {
    const rows = await query<CheckpointRow & RunKeyRow>(keptCheckpoints, [
      ...runArrays(sent.map(({ run }) => run)),
      textArray(sent.map(({ key }) => key.outputType)),
      textArray(sent.map(({ key }) => itemText(key.itemIndex))),
      byteaArray(sent.map(({ key }) => key.inputHash)),
    ]);
    const kept: KeptCheckpoint[] = [];
    for (const row of rows) {
      const run = toKey(row);
      const sha256 = sha256s.get(checkpointName(run, row.output_type, row.item, row.input_hash));
      if (sha256?.equals(row.sha256)) continue;
      const value = await unpack(query, run, row.value, row.sha256, `checkpoint ${row.output_type}`);
      kept.push({ ...run, checkpoint: toCheckpoint(row, value) });
    }
    return kept;
  });
}

function checkpointName(run: RunKey, outputType: string, item: string, inputHash: Uint8Array): string {
  return [name(run), outputType, item, keyText(inputHash)].join("\u0000");
}
