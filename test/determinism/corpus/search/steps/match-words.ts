import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Query, type Suggestion, SuggestionSchema } from "../../../generated/search/v1/search_pb.js";

const word = /\b\w+\b/g;
const gap = /\s+/g;

export class MatchWords {
  compute(_ctx: StepContext, query: Query): Suggestion {
    const words = [...query.text.matchAll(word)].map((found) => found[0]);
    const tidy = query.text.replaceAll(gap, " ").replace(word, (each) => each.toLowerCase());
    const parts = tidy.split(gap);
    const own = /\d/g;
    const digits: string[] = [];
    for (let found = own.exec(tidy); found; found = own.exec(tidy)) digits.push(found[0]);
    return create(SuggestionSchema, { texts: [...words, ...parts, ...(tidy.match(word) ?? []), ...digits] });
  }
}
