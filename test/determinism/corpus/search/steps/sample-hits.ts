import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Hits, type Ranking, RankingSchema } from "../../../generated/search/v1/search_pb.js";
import { draws, Random } from "../lib/prng.js";

export class SampleHits {
  compute(ctx: StepContext, hits: Hits): Ranking {
    const Math = new Random(ctx.random() * 2 ** 32);
    const sampled = hits.items.filter(() => Math.random() < 0.5);
    return create(RankingSchema, { ids: sampled.map(({ id }) => id), scores: [...draws(Math, 3)] });
  }
}
