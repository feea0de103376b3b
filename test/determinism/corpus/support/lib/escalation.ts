import type { Ticket } from "../../../generated/support/v1/support_pb.js";

/** Raises a ticket's priority. */
export function escalate(ticket: Ticket): Ticket {
  ticket.priority += 1;
  return ticket;
}

export const rules: readonly ((ticket: Ticket) => number)[] = [
  (ticket) => ticket.priority,
  (ticket) => (ticket.subject.includes("!") ? 1 : 0),
  (ticket) => (Date.now() - ticket.openedAtMs > 86_400_000 ? 2 : 0),
];

export const urgent = (ticket: Ticket): boolean => ticket.priority > 2;
