import { fromBinary } from "@bufbuild/protobuf";
import type { RunEvent } from "../../generated/protograph/v1/event_pb.js";
import { Consistency, type RunSnapshot, RunSnapshotSchema } from "../../generated/protograph/v1/snapshot_pb.js";
import type { CheckpointRecord } from "../store/batch.js";
import type { RunRecord } from "../store/run-record.js";
import type { Store } from "../store/store.js";
import type { RunKey } from "../store/submission.js";
import { project } from "./projection.js";
import { fullHash, goldenHash } from "./snapshot-hash.js";

/** All that a store keeps of a run. */
export interface KeptRun {
  readonly record: RunRecord;
  readonly events: readonly RunEvent[];
  readonly snapshot: RunSnapshot | undefined;
  readonly checkpoints: readonly CheckpointRecord[];
}

const pageSize = 1_000;

/**
 * @returns `undefined` where the store has no such run.
 * @throws CorruptValueError where something is not what was written.
 */
export async function readKept(store: Store, key: RunKey): Promise<KeptRun | undefined> {
  const record = await store.run(key);
  if (!record) return undefined;
  const events: RunEvent[] = [];
  for (let afterSeq = 0; ; afterSeq = Number(events.at(-1)?.runSeq ?? 0)) {
    const page = await store.events(key, { afterSeq, limit: pageSize });
    events.push(...page);
    if (page.length < pageSize) break;
  }
  const snapshot = await store.snapshot(key);
  const checkpoints = await store.checkpoints(key);
  return { record, events, snapshot: snapshot && fromBinary(RunSnapshotSchema, snapshot.value), checkpoints };
}

/** The hash that stands in golden files, of a snapshot's bytes. */
export function goldenHashOf(snapshot: Uint8Array): string {
  return goldenHash(fromBinary(RunSnapshotSchema, snapshot));
}

/** Whatever is wrong with a run's history, taken by itself. */
export function historyFaults({ record, events, snapshot }: KeptRun): readonly string[] {
  const faults: string[] = [];
  const seen = new Set<string>();
  for (const { eventId, idempotencyKey } of events) {
    for (const name of [eventId, Buffer.from(idempotencyKey).toString("hex")]) {
      if (seen.has(name)) faults.push(`event ${eventId} is there twice`);
      seen.add(name);
    }
  }
  if (!snapshot) return events.length > 0 ? [...faults, "there are events and no snapshot"] : faults;
  const nodes = snapshot.nodes.map(({ id }) => id);
  const folded = project(
    nodes,
    events.filter(({ runSeq }) => runSeq <= snapshot.lastRunSeq),
  );
  if (fullHash(folded) !== fullHash(snapshot)) faults.push("the snapshot is not what the events come to");
  const last = events.at(-1)?.runSeq ?? 0n;
  // They are committed together.
  if (snapshot.lastRunSeq !== last) faults.push(`the snapshot is at ${snapshot.lastRunSeq}, the events end at ${last}`);
  const all = project(nodes, events);
  if (all.consistency === Consistency.INCONSISTENT) {
    const [first] = all.illegal;
    faults.push(`event ${first?.runSeq} ${first?.type} cannot have happened: ${first?.reason}`);
  }
  if (record.engineAttempt < Math.max(0, ...events.map(({ engineAttempt }) => engineAttempt))) {
    faults.push("it has events of a taking up that has not been");
  }
  return faults;
}

/** Where a run stands by all of its events. */
export function foldKept({ events, snapshot }: KeptRun): RunSnapshot {
  return project(snapshot?.nodes.map(({ id }) => id) ?? [], events);
}
