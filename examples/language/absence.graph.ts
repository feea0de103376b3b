import { create } from "@bufbuild/protobuf";
import { graph, optional, type StepContext } from "protograph";
import {
  type Report,
  ReportSchema,
  type Text,
  TextSchema,
  type Title,
  TitleSchema,
  type Words,
  WordsSchema,
} from "./generated/language/v1/language_pb.js";

export function findTitle(_ctx: StepContext, text: Text): Title | undefined {
  const body = /^# (.*)/.exec(text.body)?.[1];
  return body === undefined ? undefined : create(TitleSchema, { body });
}

export function measureTitle(_ctx: StepContext, title: Title): Words {
  return create(WordsSchema, { count: title.body.split(" ").length });
}

export function describeTitle(_ctx: StepContext, title: Title | undefined): Report {
  return create(ReportSchema, { body: title ? `“${title.body}”` : "untitled" });
}

export const absence = graph({
  name: "language.v1.Absence",
  inputs: [TextSchema],
  outputs: [ReportSchema, optional(WordsSchema)],
  steps: [findTitle, measureTitle, describeTitle],
});
