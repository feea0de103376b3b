import { create } from "@bufbuild/protobuf";
import { graph, type Lazy, type StepContext } from "protograph";
import {
  type Report,
  ReportSchema,
  type Reversed,
  ReversedSchema,
  type Text,
  TextSchema,
} from "./generated/language/v1/language_pb.js";

export function reverse(_ctx: StepContext, text: Text): Reversed {
  return create(ReversedSchema, { body: text.body.split(" ").reverse().join(" ") });
}

export async function reply(_ctx: StepContext, text: Text, reversed: Lazy<Reversed>): Promise<Report> {
  const { body } = text.body.endsWith("?") ? await reversed.get() : text;
  return create(ReportSchema, { body });
}

export const laziness = graph({
  name: "language.v1.Laziness",
  inputs: [TextSchema],
  outputs: [ReportSchema],
  steps: [reverse, reply],
});
