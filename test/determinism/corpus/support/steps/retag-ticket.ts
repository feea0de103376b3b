import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Ticket, type Digest, DigestSchema } from "../../../generated/support/v1/support_pb.js";

export class RetagTicket {
  compute(_ctx: StepContext, tickets: readonly Ticket[]): Digest {
    const [first] = tickets;
    if (first) {
      first.tags.reverse();
      Array.prototype.sort.call(first.tags);
    }
    tickets.forEach((ticket) => {
      ticket.priority ??= 3;
    });
    return create(DigestSchema, { lines: tickets.map(({ subject }) => subject) });
  }
}
