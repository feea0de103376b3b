import { create } from "@bufbuild/protobuf";
import { graph, type StepContext, use } from "protograph";
import {
  type Line,
  type Report,
  ReportSchema,
  TextSchema,
  type Words,
  WordsSchema,
} from "./generated/language/v1/language_pb.js";
import { lines } from "./lists.graph.js";

export function readNumber(_ctx: StepContext, line: Line): Words {
  if (!/^\d+$/.test(line.body)) throw new RangeError(`“${line.body}” is no number`);
  return create(WordsSchema, { count: Number(line.body) });
}

export function sum(ctx: StepContext, numbers: readonly Words[]): Report {
  const total = numbers.reduce((sofar, { count }) => sofar + count, 0);
  const bad = ctx.failures.map(({ itemIndex }) => itemIndex[0]);
  return create(ReportSchema, { body: `${total}, without line ${bad.join(", ")}` });
}

export const items = graph({
  name: "language.v1.Items",
  inputs: [TextSchema],
  outputs: [ReportSchema],
  steps: [lines, use(readNumber, { parallelism: 4, itemFailure: "collect" }), sum],
});
