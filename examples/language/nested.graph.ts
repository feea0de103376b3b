import { create } from "@bufbuild/protobuf";
import { graph, type StepContext, use } from "protograph";
import { type Letter, LetterSchema, type Report, TextSchema } from "./generated/language/v1/language_pb.js";
import { lists } from "./lists.graph.js";

export function writeLetter(_ctx: StepContext, report: Report): Letter {
  return create(LetterSchema, { body: `Dear reader, ${report.body}` });
}

export const nested = graph({
  name: "language.v1.Nested",
  inputs: [TextSchema],
  outputs: [LetterSchema],
  steps: [use(lists, { name: "Longest" }), writeLetter],
});
