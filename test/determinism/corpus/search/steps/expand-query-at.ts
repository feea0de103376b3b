import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Query, type Suggestion, SuggestionSchema } from "../../../generated/search/v1/search_pb.js";
import { expand } from "../lib/expand.js";

export class ExpandQueryAt {
  compute(ctx: StepContext, query: Query): Suggestion {
    return create(SuggestionSchema, { texts: expand(query.text, ctx.now()) });
  }
}
