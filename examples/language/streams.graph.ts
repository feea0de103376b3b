import { create } from "@bufbuild/protobuf";
import { graph, type StepContext, use } from "protograph";
import {
  type Line,
  LineSchema,
  type Report,
  ReportSchema,
  type Text,
  TextSchema,
  type Words,
  WordsSchema,
} from "./generated/language/v1/language_pb.js";

export async function* readLines(_ctx: StepContext, text: Text): AsyncIterable<Line> {
  for (const body of text.body.split("\n")) yield create(LineSchema, { body });
}

export function wordsOf(_ctx: StepContext, line: Line): Words {
  return create(WordsSchema, { count: line.body.split(" ").length });
}

export async function firstLong(_ctx: StepContext, words: AsyncIterable<Words>): Promise<Report> {
  let at = 0;
  for await (const { count } of words) {
    at += 1;
    if (count > 3) break;
  }
  return create(ReportSchema, { body: `line ${at}` });
}

export const streams = graph({
  name: "language.v1.Streams",
  inputs: [TextSchema],
  outputs: [ReportSchema],
  steps: [use(readLines, { window: 4 }), use(wordsOf, { itemFailure: "fail" }), firstLong],
});
