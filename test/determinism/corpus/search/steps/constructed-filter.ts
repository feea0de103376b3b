import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Query, type Ranking, RankingSchema } from "../../../generated/search/v1/search_pb.js";

export class ConstructedFilter {
  compute(_ctx: StepContext, query: Query): Ranking {
    const noop = (): number => 0;
    const filter = noop.constructor("x", `return ${query.text}`) as (x: number) => number;
    return create(RankingSchema, { scores: [filter(1)] });
  }
}
