import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Query, type Hits, type Ranking, RankingSchema } from "../../../generated/search/v1/search_pb.js";
import { boostFor } from "../lib/boosts.js";

export class BoostHits {
  compute(_ctx: StepContext, query: Query, hits: Hits): Ranking {
    const boost = boostFor(query.terms[0] ?? "");
    const scores = hits.items.map((hit) => boost.apply(hit.score));
    return create(RankingSchema, { ids: hits.items.map((hit) => hit.id), scores, explanation: boost.name });
  }
}
