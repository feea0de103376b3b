import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Ticket, type Answer, AnswerSchema } from "../../../generated/support/v1/support_pb.js";
import { rules } from "../lib/escalation.js";

export class RateTicket {
  compute(_ctx: StepContext, ticket: Ticket): Answer {
    const rating = rules.reduce((sum, rule) => sum + rule(ticket), 0);
    return create(AnswerSchema, { ticketId: ticket.id, text: String(rating) });
  }
}
