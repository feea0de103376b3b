import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Query, type Suggestion, SuggestionSchema } from "../../../generated/search/v1/search_pb.js";
import { expand } from "../lib/expand.js";

export class ExpandQuery {
  compute(_ctx: StepContext, query: Query): Suggestion {
    const texts = expand(query.text);
    return create(SuggestionSchema, { texts });
  }
}
