import type { Projection } from "../history/projection.js";
import type { Submission } from "../store/submission.js";
import type { Opening } from "./journal.js";
import type { Past } from "./past.js";
import type { Request } from "./request.js";

/** How a process goes on with a run. */
export interface Continuation {
  readonly request: Request;
  readonly opening: Opening;
  readonly engineAttempt: number;
  /** The run's attempt, from 1. */
  readonly attempt: number;
  readonly projection: Projection;
  readonly lastRunSeq: number;
  readonly past: Past | undefined;
  /** Where the run is created with its first change. */
  readonly create: Submission | undefined;
  readonly isPaused: boolean;
}
