import { create } from "@bufbuild/protobuf";
import { graph, type StepContext } from "protograph";
import { type Text, TextSchema, type Words, WordsSchema } from "./generated/language/v1/language_pb.js";

export function countWords(_ctx: StepContext, text: Text): Words {
  return create(WordsSchema, { count: text.body.split(/\s+/).length });
}

export const one = graph({
  name: "language.v1.One",
  inputs: [TextSchema],
  outputs: [WordsSchema],
  steps: [countWords],
});
