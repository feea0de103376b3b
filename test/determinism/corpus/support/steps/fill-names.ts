import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Ticket, type Answer, AnswerSchema } from "../../../generated/support/v1/support_pb.js";
import { fillInNames } from "../lib/expressions.js";

export class FillNames {
  compute(_ctx: StepContext, ticket: Ticket): Answer {
    const text = fillInNames("Re: {subject}", { subject: ticket.subject });
    return create(AnswerSchema, { ticketId: ticket.id, text });
  }
}
