import type { Clock } from "../engine/clock.js";
import { ProtographError } from "../errors.js";

/** A delivery took longer than it may. */
class DeliveryTimeoutError extends ProtographError {
  override readonly code = "DELIVERY_TIMEOUT";
}

/**
 * Gives something to a sink, and gives up on one that neither takes it in time nor hears that it is to stop.
 *
 * @throws what the sink throws, or DeliveryTimeoutError.
 */
export async function withinTime(
  sink: string,
  deliver: (signal: AbortSignal) => Promise<void> | void,
  clock: Clock,
  timeoutMs: number,
): Promise<void> {
  const late = new AbortController();
  const taken = new AbortController();
  const timeout = clock.sleep(timeoutMs, taken.signal).then(() => {
    const error = new DeliveryTimeoutError(`${sink} has not taken what it was given within ${timeoutMs} ms`);
    late.abort(error);
    throw error;
  });
  const delivery = (async () => {
    await deliver(late.signal);
  })();
  try {
    await Promise.race([delivery, timeout]);
  } finally {
    taken.abort();
    // Of the two, the one that lost is no longer heard.
    delivery.catch(() => undefined);
    timeout.catch(() => undefined);
  }
}
