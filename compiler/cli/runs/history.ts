import { fromBinary } from "@bufbuild/protobuf";
import { timestampMs } from "@bufbuild/protobuf/wkt";
import type { RunRecord, Store } from "protograph";
import type { RunEvent } from "../../../generated/protograph/v1/event_pb.js";
import { type RunSnapshot, RunSnapshotSchema } from "../../../generated/protograph/v1/snapshot_pb.js";
import { NoSuchRun } from "./with-store.js";

/** Names a run. */
export interface RunName {
  readonly tenant: string;
  readonly runId: string;
}

const pageSize = 500;

/** @throws NoSuchRun */
export async function recordOf(store: Store, { tenant, runId }: RunName): Promise<RunRecord> {
  const record = await store.run({ tenant, runId });
  if (!record) throw new NoSuchRun(tenant, runId);
  return record;
}

/** The events of a run after a place in its history, in order, page by page. */
export async function* eventsOf(store: Store, { tenant, runId }: RunName, afterSeq = 0): AsyncIterable<RunEvent> {
  for (let after = afterSeq; ;) {
    const page = await store.events({ tenant, runId }, { afterSeq: after, limit: pageSize });
    yield* page;
    if (page.length < pageSize) return;
    after = Number(page.at(-1)?.runSeq ?? after);
  }
}

/** The state of a run as it was folded last; `undefined` where it has none yet. */
export async function snapshotOf(store: Store, { tenant, runId }: RunName): Promise<RunSnapshot | undefined> {
  const stored = await store.snapshot({ tenant, runId });
  return stored && fromBinary(RunSnapshotSchema, stored.value);
}

/**
 * How long a run took that has ended, in milliseconds: by its process's clock, for a run that becomes durable all at once
 * begins and ends at one time of the store's.
 */
export function tookMs({ createdAt, endedAt }: RunRecord, snapshot: RunSnapshot | undefined): number | undefined {
  if (!endedAt) return undefined;
  const began = snapshot?.queuedAt ?? snapshot?.startedAt;
  if (!began || !snapshot?.endedAt) return endedAt.getTime() - createdAt.getTime();
  return timestampMs(snapshot.endedAt) - timestampMs(began);
}
