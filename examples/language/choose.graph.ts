import { create } from "@bufbuild/protobuf";
import { choose, graph, type StepContext } from "protograph";
import {
  type Report,
  ReportSchema,
  type Reversed,
  type Text,
  TextSchema,
  type Words,
} from "./generated/language/v1/language_pb.js";
import { reverse } from "./lazy.graph.js";
import { countWords } from "./one.graph.js";

export function quote(_ctx: StepContext, text: Text): Report {
  return create(ReportSchema, { body: `“${text.body}”` });
}

export function puzzle(_ctx: StepContext, reversed: Reversed): Report {
  return create(ReportSchema, { body: `${reversed.body}?` });
}

export const choices = graph({
  name: "language.v1.Choices",
  inputs: [TextSchema],
  outputs: [ReportSchema],
  steps: [
    countWords,
    reverse,
    choose(ReportSchema, {
      by: (words: Words) => (words.count > 5 ? "long" : "short"),
      short: puzzle,
      long: quote,
    }),
  ],
});
