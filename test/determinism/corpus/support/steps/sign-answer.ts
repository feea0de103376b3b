import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Ticket, type Answer, AnswerSchema } from "../../../generated/support/v1/support_pb.js";

export class SignAnswer {
  compute(_ctx: StepContext, ticket: Ticket): Answer {
    const team = process.env["SUPPORT_TEAM"] ?? "support";
    const opened = new Date(ticket.openedAtMs);
    const worker = process.pid;
    const text = `${team}/${worker}, on your ticket of ${opened.toString()}`;
    return create(AnswerSchema, { ticketId: ticket.id, text });
  }
}
