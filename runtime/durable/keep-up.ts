import type { Lag } from "../admission/admission-gate.js";
import { type Clock, inBackground } from "../engine/clock.js";
import type { Log } from "../engine/log.js";
import { StoreUnavailableError } from "../store/errors.js";
import type { Retention, UpkeepStore } from "../store/store.js";

export interface KeepUpOptions {
  readonly store: UpkeepStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly retention: Retention;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Told now and then how far projections are behind: where the store does not answer, as far as they last were. */
  readonly behind: (lag: Lag) => void;
}

/** How often it is looked how far projections are behind, and how often what is old is swept, in milliseconds. */
const gaugeMs = 5_000;
const sweepMs = 60_000;

/** Keeps a store in order, beside everything else, until it is told to end. Never throws. */
export async function keepUp(options: KeepUpOptions): Promise<void> {
  const { store, retention, signal, log, behind } = options;
  const clock = inBackground(options.clock);
  let projection: Lag = { events: 0, oldestMs: 0 };
  for (let sweptAt = clock.now(); ;) {
    await clock.sleep(gaugeMs, signal).catch(() => undefined);
    if (signal.aborted) return;
    try {
      ({ projection } = await store.gauges());
      if (clock.now() - sweptAt >= sweepMs) {
        sweptAt = clock.now();
        await sweepAll(store, retention);
      }
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) log.warn("the store could not be kept in order", { error });
    }
    behind(projection);
  }
}

async function sweepAll(store: UpkeepStore, retention: Retention): Promise<void> {
  for (;;) {
    const { checkpoints, runs } = await store.sweep(retention);
    if (checkpoints + runs === 0) return;
  }
}
