import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Hits, type Ranking, RankingSchema } from "../../../generated/search/v1/search_pb.js";

export class RankHits {
  compute(_ctx: StepContext, hits: Hits): Ranking {
    const ranked = hits.items.slice().sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
    const groups = { top: ranked.slice(0, 3), rest: ranked.slice(3) };
    return create(RankingSchema, {
      ids: ranked.map((hit) => hit.id),
      scores: ranked.map((hit) => hit.score),
      explanation: Object.keys(groups).join(),
    });
  }
}
