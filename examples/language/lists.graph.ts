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

export function lines(_ctx: StepContext, text: Text): readonly Line[] {
  return text.body.split("\n").map((body) => create(LineSchema, { body }));
}

export function measure(_ctx: StepContext, line: Line): Words {
  return create(WordsSchema, { count: line.body.split(" ").length });
}

export function longest(_ctx: StepContext, all: readonly Line[], words: readonly Words[]): Report {
  const most = Math.max(...words.map(({ count }) => count));
  return create(ReportSchema, { body: all.find((_line, at) => words[at]?.count === most)?.body ?? "" });
}

export const lists = graph({
  name: "language.v1.Lists",
  inputs: [TextSchema],
  outputs: [ReportSchema, WordsSchema],
  steps: [lines, use(measure, { itemFailure: "fail" }), longest],
});
