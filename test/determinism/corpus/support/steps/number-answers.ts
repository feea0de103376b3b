import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Ticket, type Answer, AnswerSchema } from "../../../generated/support/v1/support_pb.js";
import { nextTicketId } from "../lib/ids.js";

export class NumberAnswers {
  compute(_ctx: StepContext, ticket: Ticket): Answer {
    return create(AnswerSchema, { ticketId: ticket.id, text: nextTicketId() });
  }
}
