import type { Sighting } from "protograph";
import type { InitialOrder, ReadyOrder } from "./generated/orders/v1/orders_pb.js";

/** What somebody who looks on has seen. */
export interface Seen {
  /** Orders that are ready: each stays, whatever becomes of its delivery. */
  readonly ready: string[];
  /** What orders were priced at, also those that came to nothing. */
  readonly priced: string[];
}

/** There is one, as there is one of everything that a program shows to those who look on. */
export const seen: Seen = { ready: [], priced: [] };

/** Sees orders once they are ready. */
export function seeReady({ orderId }: ReadyOrder): void {
  seen.ready.push(orderId);
}

/** Sees orders as soon as they have prices. */
export function seePriced({ orderId, totalCents }: InitialOrder, { step }: Sighting): void {
  seen.priced.push(`${orderId} ${step ?? ""} ${totalCents}`);
}
