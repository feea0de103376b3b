import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Ticket, type Answer, AnswerSchema } from "../../../generated/support/v1/support_pb.js";
import { makeIds } from "../lib/ids.js";

export class NumberLines {
  compute(_ctx: StepContext, ticket: Ticket): Answer {
    const next = makeIds("L");
    const text = ticket.body
      .split("\n")
      .map((line) => `${next()} ${line}`)
      .join("\n");
    return create(AnswerSchema, { ticketId: ticket.id, text });
  }
}
