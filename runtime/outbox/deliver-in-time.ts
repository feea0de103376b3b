import type { RunEvent } from "../../generated/protograph/v1/event_pb.js";
import type { Clock } from "../engine/clock.js";
import { ProtographError } from "../errors.js";
import type { Sink } from "./sink.js";

/** A delivery took longer than it may. */
class DeliveryTimeoutError extends ProtographError {
  override readonly code = "DELIVERY_TIMEOUT";
}

/**
 * Delivers an event, and gives up on a sink that neither takes it in time nor hears that it is to stop.
 *
 * @throws what the sink throws, or DeliveryTimeoutError.
 */
export async function deliverInTime(sink: Sink, event: RunEvent, clock: Clock, timeoutMs: number): Promise<void> {
  const late = new AbortController();
  const taken = new AbortController();
  const timeout = clock.sleep(timeoutMs, taken.signal).then(() => {
    const error = new DeliveryTimeoutError(`${sink.name} has not taken an event within ${timeoutMs} ms`);
    late.abort(error);
    throw error;
  });
  const delivery = (async () => {
    await sink.deliver(event, late.signal);
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
