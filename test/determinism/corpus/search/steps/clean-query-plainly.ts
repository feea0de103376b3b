import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Query, type Suggestion, SuggestionSchema } from "../../../generated/search/v1/search_pb.js";
import { lower, pipe, trim } from "../lib/pipeline.js";

export class CleanQueryPlainly {
  compute(_ctx: StepContext, query: Query): Suggestion {
    const clean = pipe(trim, lower);
    return create(SuggestionSchema, { texts: query.terms.map(clean) });
  }
}
