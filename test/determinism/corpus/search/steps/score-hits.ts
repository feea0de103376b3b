import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Query, type Hits, type Ranking, RankingSchema } from "../../../generated/search/v1/search_pb.js";
import { scorers } from "../lib/scorers.js";

export class ScoreHits {
  compute(_ctx: StepContext, query: Query, hits: Hits): Ranking {
    const kind = query.filters["sort"] === "new" ? "fresh" : "exact";
    const scores = hits.items.map((hit) => scorers[kind](hit.title, query.terms));
    return create(RankingSchema, { scores });
  }
}
