import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Query, type Ranking, RankingSchema } from "../../../generated/search/v1/search_pb.js";

interface Formula {
  eval(input: number): number;
}

function compile(text: string): Formula {
  const factor = Number(text);
  return { eval: (input) => input * factor };
}

export class ParseFilter {
  async compute(_ctx: StepContext, query: Query): Promise<Ranking> {
    const formula = compile(query.filters["boost"] ?? "1");
    const { rotate } = await import("../../media/lib/shuffle.js");
    const isCallable = (value: unknown): value is Function => typeof value === "function";
    const scores = rotate([1, 2, 3], 1).map((score) => formula.eval(score));
    return create(RankingSchema, { scores, explanation: String(isCallable(compile)) });
  }
}
