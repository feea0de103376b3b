import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Query, type Suggestion, SuggestionSchema } from "../../../generated/search/v1/search_pb.js";

const history = { queries: [] as string[], counts: {} as Record<string, number> };

export class RememberQuery {
  compute(_ctx: StepContext, query: Query): Suggestion {
    (globalThis as { lastQuery?: string }).lastQuery = query.text;
    history.queries.unshift(query.text);
    history.counts[query.text] = (history.counts[query.text] ?? 0) + 1;
    return create(SuggestionSchema, { texts: history.queries.slice(0, 5) });
  }
}
