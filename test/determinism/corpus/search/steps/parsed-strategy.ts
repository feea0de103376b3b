import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Query, type Ranking, RankingSchema } from "../../../generated/search/v1/search_pb.js";

interface Strategy {
  weigh(term: string): number;
}

export class ParsedStrategy {
  compute(_ctx: StepContext, query: Query): Ranking {
    const strategy = JSON.parse(query.text) as Strategy;
    const weight = strategy.weigh(query.terms[0] ?? "");
    return create(RankingSchema, { scores: [weight] });
  }
}
