import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Ticket, type Answer, AnswerSchema } from "../../../generated/support/v1/support_pb.js";
import * as handlers from "../lib/handlers.js";

export class PlugIn {
  compute(_ctx: StepContext, ticket: Ticket): Answer {
    const table: any = handlers.load(ticket.body);
    const text = String(table.answer(ticket.subject));
    return create(AnswerSchema, { ticketId: ticket.id, text });
  }
}
