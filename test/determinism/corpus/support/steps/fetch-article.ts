import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Ticket, type Answer, AnswerSchema } from "../../../generated/support/v1/support_pb.js";
import { get } from "node:https";

export class FetchArticle {
  async compute(_ctx: StepContext, ticket: Ticket): Promise<Answer> {
    const load = globalThis.fetch;
    get(`https://kb.example/${ticket.id}`);
    const response = await load("https://kb.example");
    return create(AnswerSchema, { ticketId: ticket.id, text: await response.text() });
  }
}
