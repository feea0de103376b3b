import type { RunEvent } from "../../generated/protograph/v1/event_pb.js";
import type { RunEnd, RunState } from "./run-record.js";
import type { RunKey, Submission } from "./submission.js";

/** Where a run stands from now on. */
export type StateChange =
  | {
      readonly state: Exclude<RunState, RunEnd | "PARKED">;
      /** What more there is to say, like `DRAINING`. */
      readonly substate?: string;
    }
  | { readonly state: RunEnd }
  | {
      /** No process holds the run from here on; whoever finds it due continues it. */
      readonly state: "PARKED";
      /** Like `MESSAGE`, `TIMER` or `BACKOFF`. */
      readonly substate?: string;
      /** Milliseconds of database time until it is due by itself; left out where only a signal wakes it. */
      readonly wakeAfterMs?: number;
    };

/** What names a checkpoint within its run; the step's version is part of the hash. */
export interface CheckpointKey {
  /** Full name of the message. */
  readonly outputType: string;
  /** The place of the item in its lists, outermost first; empty for the output of a node as a whole. */
  readonly itemIndex: readonly number[];
  /** SHA-256. */
  readonly inputHash: Uint8Array;
}

/** A step's output. */
export interface CheckpointRecord extends CheckpointKey {
  readonly stepVersion: string;
  readonly nodeId: string;
  readonly value: Uint8Array;
}

/** A run's state, folded from its events. */
export interface SnapshotRecord {
  /** The greatest `runSeq` folded into it. */
  readonly lastRunSeq: number;
  readonly value: Uint8Array;
}

/** What becomes durable of one run, all at once. */
export interface RunChange extends RunKey {
  /** Which taking up of the run this is of, from 1: who held it before, in this process or another, writes no more. */
  readonly engineAttempt: number;
  /** The run begins with this change; where it has begun already, with the same body, that is no fault. */
  readonly create?: Submission;
  readonly state?: StateChange;
  /**
   * In the order of `runSeq`, all of this run. Their idempotency keys follow from what they are, and are not looked at; nor
   * is when they were kept.
   */
  readonly events?: readonly RunEvent[];
  readonly checkpoints?: readonly CheckpointRecord[];
  readonly snapshot?: SnapshotRecord;
  /** Ids of the signals that have taken effect with this change. */
  readonly signalsApplied?: readonly string[];
}

/**
 * Something of a run that is to become durable, and is put into bytes when its batch is cut: until then it may grow, so
 * that what happens in a run while the database is busy is encoded, and folded into its snapshot, once.
 */
export interface PendingChange extends RunKey {
  readonly engineAttempt: number;
  /** What becomes durable; called once, and grows no more after that. */
  take(): RunChange;
}

/** What is committed together or not at all. */
export interface Batch {
  /** At most one for each run. */
  readonly changes: readonly RunChange[];
  /** The sinks that every event of the batch is to be delivered to. */
  readonly sinks: readonly string[];
}

/** An event that was there before. */
export interface DuplicateEvent extends RunKey {
  /** The one that is kept, and counts. */
  readonly stored: RunEvent;
}

/** An event that was not written, because it contradicts one that is there. */
export interface RefusedEvent extends RunKey {
  readonly event: RunEvent;
  /** `OTHER_PAYLOAD`: its key is taken and says something else. `OUT_OF_ORDER`: its `runSeq` is not the greatest. */
  readonly reason: "OTHER_PAYLOAD" | "OUT_OF_ORDER";
}

/** An outcome that was there before, and is not what the batch had. */
export interface KeptCheckpoint extends RunKey {
  readonly checkpoint: CheckpointRecord;
}

/** What a flush found. Everything it does not name is durable as it was given. */
export interface Flushed {
  readonly duplicates: readonly DuplicateEvent[];
  readonly refused: readonly RefusedEvent[];
  readonly kept: readonly KeptCheckpoint[];
  /** Runs that this owner does not hold; nothing of theirs was written. */
  readonly lost: readonly RunKey[];
}
