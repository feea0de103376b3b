import type { CheckpointRecord } from "../batch.js";
import type { RunRecord, RunState } from "../run-record.js";

/** A row of `runs`, as the statements give it. */
export interface RunRow {
  readonly tenant: string;
  readonly run_id: string;
  readonly graph: string;
  readonly output: string;
  readonly plan_digest: Buffer;
  readonly release: string;
  readonly request_hash: Buffer;
  readonly state: RunState;
  readonly substate: string;
  readonly owner: number | null;
  readonly owner_alive: boolean;
  readonly engine_attempt: number;
  readonly created_at: Date;
  readonly changed_at: Date;
  readonly ended_at: Date | null;
  readonly wake_at: Date | null;
}

export function toRunRecord(row: RunRow): RunRecord {
  return {
    tenant: row.tenant,
    runId: row.run_id,
    graph: row.graph,
    output: row.output,
    planDigest: row.plan_digest,
    release: row.release,
    requestHash: row.request_hash,
    state: row.state,
    substate: row.substate,
    owner: row.owner ?? undefined,
    ownerAlive: row.owner_alive,
    engineAttempt: row.engine_attempt,
    createdAt: row.created_at,
    changedAt: row.changed_at,
    endedAt: row.ended_at ?? undefined,
    wakeAt: row.wake_at ?? undefined,
  };
}

/** A row of `checkpoints`. */
export interface CheckpointRow {
  readonly output_type: string;
  readonly item: string;
  readonly input_hash: Buffer;
  readonly step_version: string;
  readonly node_id: string;
  readonly value: Buffer;
  readonly sha256: Buffer;
}

/** @param value the row's value, unpacked. */
export function toCheckpoint(row: CheckpointRow, value: Buffer): CheckpointRecord {
  return {
    outputType: row.output_type,
    itemIndex: row.item === "" ? [] : row.item.split(".").map(Number),
    inputHash: row.input_hash,
    stepVersion: row.step_version,
    nodeId: row.node_id,
    value,
  };
}

/** The place of an item as its column has it. */
export function itemText(itemIndex: readonly number[]): string {
  return itemIndex.join(".");
}

/** Rows of an event's segment. */
export interface SegmentRow {
  readonly index: Buffer;
  readonly payload: Buffer;
  readonly persisted_at: Date;
}
