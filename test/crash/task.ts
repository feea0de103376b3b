import type { Place } from "./place.js";
import type { KillPoint } from "./kill-point.js";

/** What a worker is to do; it comes in its environment. */
export interface Task {
  /** The how-manieth generation of processes in its lane, from 1. */
  readonly generation: number;
  /** Which one of those that work at the same time. */
  readonly number: number;
  readonly place: Place;
  /** Path of the ledger. */
  readonly ledger: string;
  /** Path of the file that events are delivered to. */
  readonly delivered: string;
  readonly seed: number;
  /** Where it is killed; a worker without one ends everything that is there, and itself. */
  readonly point?: KillPoint;
}

/** The variable that has the task as JSON. */
export const taskVariable = "PROTOGRAPH_CRASH_TASK";

/** Whom all runs of the workload are for. */
export const tenant = "crash";

/** What a worker ends with that has lost its lease. */
export const fencedCode = 3;

/** What a worker ends with that has done all there was to do and has not come to its point. */
export const missedCode = 7;
