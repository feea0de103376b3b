import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Query, type Suggestion, SuggestionSchema } from "../../../generated/search/v1/search_pb.js";
import { synonymsOf } from "../lib/synonyms.js";

export class AddSynonyms {
  async compute(_ctx: StepContext, query: Query): Promise<Suggestion> {
    const found = await Promise.all(query.terms.map(synonymsOf));
    return create(SuggestionSchema, { texts: found.flat() });
  }
}
