import type { RunEvent } from "../../generated/protograph/v1/event_pb.js";
import { ProtographError } from "../errors.js";

/** Where events go. */
export interface Sink {
  /** Names the sink in its store: what it has been delivered is kept by this name. */
  readonly name: string;
  /**
   * Takes one event. It has been delivered when the promise resolves; when it rejects, it is delivered again later, with
   * the same event id. Events of one run come one after the other, those of several runs at once.
   *
   * @param signal aborted when the delivery has taken too long.
   * @throws RefusedDeliveryError where no later try can succeed: the event is parked at once.
   */
  deliver(event: RunEvent, signal: AbortSignal): Promise<void>;
  /** Frees what the sink holds; nothing is delivered afterwards. */
  close?(): Promise<void>;
}

/** A sink will never take the event; somebody has to look at it. Other errors of a sink are tried again. */
export class RefusedDeliveryError extends ProtographError {
  override readonly code = "DELIVERY_REFUSED";
}
