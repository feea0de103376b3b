import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Ticket, type Answer, AnswerSchema } from "../../../generated/support/v1/support_pb.js";
import { fillIn } from "../lib/expressions.js";

export class FillReply {
  compute(_ctx: StepContext, ticket: Ticket): Answer {
    const text = fillIn("Re: {v.subject}", { subject: ticket.subject });
    return create(AnswerSchema, { ticketId: ticket.id, text });
  }
}
