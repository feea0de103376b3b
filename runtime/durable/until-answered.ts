import type { Clock } from "../engine/clock.js";
import { FencedError, StoreUnavailableError } from "../store/errors.js";

/** The first wait after the database was not there, in milliseconds, and the longest. */
const waitsMs = { first: 50, longest: 1_000 };

/** Asks a database that may be away until it answers, or nobody waits any more. */
export async function untilAnswered<T>(ask: () => Promise<T>, clock: Clock, signal: AbortSignal): Promise<T> {
  for (let waitMs = waitsMs.first; ; waitMs = Math.min(2 * waitMs, waitsMs.longest)) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof StoreUnavailableError) || signal.aborted) throw error;
    }
    await clock.sleep(waitMs, signal).catch(() => undefined);
  }
}

/** Waits for what becomes durable: whoever is fenced has nothing more to make so. */
export function unlessFenced(done: Promise<void>): Promise<void> {
  return done.catch((error: unknown) => {
    if (!(error instanceof FencedError)) throw error;
  });
}
