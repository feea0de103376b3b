import type { Submission } from "./submission.js";

/** How a run can end; none of these is left again, but for a failed run that is retried. */
export type RunEnd = "COMPLETED" | "FAILED" | "CANCELLED";

/** Where a run stands. */
export type RunState = "QUEUED" | "RUNNING" | "PAUSED" | "PARKED" | RunEnd;

/** What the store knows of a run, without its request. */
export interface RunRecord extends Omit<Submission, "request"> {
  readonly state: RunState;
  /** What more there is to say of its state; empty where there is nothing. */
  readonly substate: string;
  /** The token of the process that holds it, or held it last; `undefined` where none ever did. */
  readonly owner: number | undefined;
  /** Whether that process may still write. */
  readonly ownerAlive: boolean;
  /** How often it was taken up, from 1; part of what a write must name. */
  readonly engineAttempt: number;
  readonly createdAt: Date;
  readonly changedAt: Date;
  readonly endedAt: Date | undefined;
  /** When a parked run is due. */
  readonly wakeAt: Date | undefined;
}

/** A run that this process now holds, on the plan it goes on with, and what it needs to continue it. */
export interface TakenRun extends RunRecord {
  /** Where it stood before it was taken up; it is `RUNNING` now, or stays `QUEUED` or `PAUSED`. */
  readonly takenFrom: RunState;
  readonly request: Uint8Array;
  /** The greatest `runSeq` of its history; 0 where there is none. */
  readonly lastRunSeq: number;
}
