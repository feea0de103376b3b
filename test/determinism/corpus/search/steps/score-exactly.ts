import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Query, type Hits, type Ranking, RankingSchema } from "../../../generated/search/v1/search_pb.js";
import { exactScorers } from "../lib/scorers.js";

export class ScoreExactly {
  compute(_ctx: StepContext, query: Query, hits: Hits): Ranking {
    const kind = query.terms.length > 1 ? "double" : "exact";
    return create(RankingSchema, { scores: hits.items.map((hit) => exactScorers[kind](hit.title, query.terms)) });
  }
}
