import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Hits, type Ranking, RankingSchema } from "../../../generated/search/v1/search_pb.js";

const draw = Math.random.bind(Math);

export class ExploreHits {
  compute(_ctx: StepContext, hits: Hits): Ranking {
    const at = Reflect.apply(Math.random, Math, []);
    const salt = globalThis["Math"].random();
    const boost = draw();
    return create(RankingSchema, { ids: hits.items.map((hit) => hit.id), scores: [at, salt, boost] });
  }
}
