import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Query, type Suggestion, SuggestionSchema } from "../../../generated/search/v1/search_pb.js";
import { Stemmer } from "../lib/synonyms.js";

export class StemTerms {
  compute(_ctx: StepContext, query: Query): Suggestion {
    const stemmer = new Stemmer();
    return create(SuggestionSchema, { texts: query.terms.map((term) => stemmer.stem(term)) });
  }
}
