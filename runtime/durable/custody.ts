import type { Store } from "../store/store.js";
import type { RunKey } from "../store/submission.js";
import type { WriteBehind } from "../store/write-behind.js";

/** A run's handle, by its name. */
interface Kept {
  readonly key: RunKey;
}

/** What a run needs of the session it is in. */
export interface Custody {
  readonly store: Store;
  readonly queue: WriteBehind;
  /** Applies the signals that wait for runs that are here. */
  heedSignals(): Promise<void>;
  /** A run was parked: somebody has to find out when it is due. */
  away(run: Kept): void;
  /** The outcome of a run is known. */
  over(run: Kept): void;
}
