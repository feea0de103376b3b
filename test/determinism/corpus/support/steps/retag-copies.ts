import type { StepContext } from "protograph";
import { clone, create } from "@bufbuild/protobuf";
import { type Ticket, TicketSchema, type Digest, DigestSchema } from "../../../generated/support/v1/support_pb.js";

function retagged(ticket: Ticket): Ticket {
  const copy = clone(TicketSchema, ticket);
  copy.tags.reverse();
  copy.tags.push("retagged");
  copy.priority ||= 3;
  return copy;
}

export class RetagCopies {
  compute(_ctx: StepContext, tickets: readonly Ticket[]): Digest {
    const digest = create(DigestSchema);
    for (const ticket of tickets.map(retagged)) digest.lines.push(`${ticket.priority} ${ticket.tags.join()}`);
    digest.lines.sort();
    digest.id = digest.lines.length.toString();
    return digest;
  }
}
