import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Ticket, type Answer, AnswerSchema } from "../../../generated/support/v1/support_pb.js";
import { setTimeout as wait } from "node:timers/promises";

export class AnswerTicket {
  async compute(_ctx: StepContext, ticket: Ticket): Promise<Answer> {
    await wait(100);
    const { answer } = (await import(`./answers/${ticket.tags[0] ?? "general"}.js`)) as { answer: string };
    return create(AnswerSchema, { ticketId: ticket.id, text: answer });
  }
}
