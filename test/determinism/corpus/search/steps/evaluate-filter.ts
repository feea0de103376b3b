import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Query, type Ranking, RankingSchema } from "../../../generated/search/v1/search_pb.js";

export class EvaluateFilter {
  compute(_ctx: StepContext, query: Query): Ranking {
    const formula = query.filters["formula"] ?? "1";
    const direct = Number(eval(formula));
    const indirect = Number(globalThis.eval(formula));
    const called = Function("q", `return ${formula};`) as (q: string) => number;
    return create(RankingSchema, { scores: [direct, indirect, called(query.text)] });
  }
}
