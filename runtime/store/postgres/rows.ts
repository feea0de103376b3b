import type { RunEvent } from "../../../generated/protograph/v1/event_pb.js";
import { unpackEvents } from "../../history/packed-events.js";
import type { RunRecord, RunState } from "../run-record.js";
import type { RunKey } from "../submission.js";

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

/** What a row of `run_log` has of events. */
export interface EventsRow {
  readonly index: Buffer;
  readonly payload: Buffer;
  readonly persisted_at: Date;
}

/** The events of a row. */
export function eventsOf({ index, payload, persisted_at: persistedAt }: EventsRow, run: RunKey): readonly RunEvent[] {
  return unpackEvents({ index, payload }, { ...run, persistedAt });
}

/** What a row of `run_log` has of outcomes. */
export interface OutputsRow {
  readonly outputs_index: Buffer;
  readonly outputs_text: Buffer;
  readonly outputs: Buffer;
}
