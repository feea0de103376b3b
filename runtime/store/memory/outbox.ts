import type { Outbox } from "../../outbox/outbox.js";
import type { Ask } from "./memory-database.js";

/** Deliveries. */
export function outboxIn(ask: Ask): Outbox {
  return {
    claim: (sink, options) => ask(({ outbox }) => outbox.claim(sink, options)),
    settle: (claim, outcome) => ask(({ outbox }) => outbox.settle(claim, outcome)),
    parked: (sink, filter) => ask(({ outbox }) => outbox.parked(sink, filter)),
    redrive: (sink, filter) => ask(({ outbox }) => outbox.redrive(sink, filter)),
  };
}
