import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Hits, type Ranking, RankingSchema } from "../../../generated/search/v1/search_pb.js";
import { FixedBoost } from "../lib/boosts.js";

export class BoostFixed {
  compute(_ctx: StepContext, hits: Hits): Ranking {
    const boost = new FixedBoost();
    return create(RankingSchema, { scores: hits.items.map((hit) => boost.apply(hit.score)), explanation: boost.name });
  }
}
