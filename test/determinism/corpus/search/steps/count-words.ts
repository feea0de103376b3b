import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Query, type Suggestion, SuggestionSchema } from "../../../generated/search/v1/search_pb.js";

const word = /\bnew\b/g;

export class CountWords {
  compute(_ctx: StepContext, query: Query): Suggestion {
    const isNew = word.test(query.text);
    return create(SuggestionSchema, { texts: isNew ? [query.text] : [] });
  }
}
