import { create } from "@bufbuild/protobuf";
import { graph, optional, type StepContext, use } from "protograph";
import { type Report, ReportSchema, type Text, TextSchema, type Words } from "./generated/language/v1/language_pb.js";
import { countWords } from "./one.graph.js";

export function warn(_ctx: StepContext, text: Text): Report {
  return create(ReportSchema, { body: `long: ${text.body.slice(0, 8)}…` });
}

export const conditions = graph({
  name: "language.v1.Conditions",
  inputs: [TextSchema],
  outputs: [optional(ReportSchema)],
  steps: [countWords, use(warn, { when: (words: Words) => words.count > 5 })],
});
