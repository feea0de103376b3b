import type { Clock } from "./clock.js";
import type { Log } from "./log.js";

/** What all runs of a graph share. */
export interface Engine {
  /** The graph's full name. */
  readonly graph: string;
  readonly clock: Clock;
  readonly log: Log;
}
