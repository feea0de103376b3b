import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Ticket, type Answer, AnswerSchema } from "../../../generated/support/v1/support_pb.js";
import type * as fs from "node:fs/promises";

export interface Articles {
  get(id: string): Promise<string>;
  readFile: typeof fs.readFile;
  search(text: string): AsyncIterable<string>;
}

export class FindArticle {
  constructor(private readonly articles: Articles) {}

  async compute(_ctx: StepContext, ticket: Ticket): Promise<Answer> {
    const { articles: fs } = this;
    const text = await fs.readFile("answer.txt", "utf8");
    const sources: string[] = [];
    for await (const source of this.articles.search(ticket.subject)) sources.push(source);
    sources.push(await fs.get(ticket.id));
    return create(AnswerSchema, { ticketId: ticket.id, text, sources });
  }
}
