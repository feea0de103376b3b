import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Query, type Suggestion, SuggestionSchema } from "../../../generated/search/v1/search_pb.js";
import { localLower, pipe, trim } from "../lib/pipeline.js";

export class CleanQuery {
  compute(_ctx: StepContext, query: Query): Suggestion {
    const clean = pipe(trim, localLower);
    return create(SuggestionSchema, { texts: [clean(query.text)] });
  }
}
