import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Query, type Suggestion, SuggestionSchema } from "../../../generated/search/v1/search_pb.js";

export function suggestTerms(ctx: StepContext, query: Query): Suggestion {
  const { random } = ctx;
  const weighed = query.terms.map((term) => ({ term, weight: random() }));
  const texts = weighed.toSorted((a, b) => a.weight - b.weight).map(({ term }) => term);
  return create(SuggestionSchema, { texts: texts.toReversed() });
}
