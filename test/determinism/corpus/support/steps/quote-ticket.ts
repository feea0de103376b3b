import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Ticket, type Answer, AnswerSchema } from "../../../generated/support/v1/support_pb.js";

const process = { env: { SUPPORT_TEAM: "second level" }, pid: 7 };

export class QuoteTicket {
  compute(_ctx: StepContext, ticket: Ticket): Answer {
    const Math = { random: () => ticket.priority / 10 };
    const setTimeout = (text: string, width: number): string => text.padEnd(width);
    const text = `${process.env.SUPPORT_TEAM} ${process.pid} ${Math.random()} ${setTimeout(ticket.subject, 40)}`;
    return create(AnswerSchema, { ticketId: ticket.id, text });
  }
}
