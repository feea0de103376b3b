import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { inventedFilm, stepContext } from "../fakes.js";
import {
  BatchSchema,
  CardSchema,
  type Card,
  type FilmSchema,
  ItemSchema,
  LoansSchema,
  OriginalSchema,
  PosterSchema,
} from "../generated/library/v1/library_pb.js";
import { NotFoundError } from "../services/errors.js";
import { compileCatalogue } from "./compile-catalogue.js";
import { CountLoans, unknownLoans } from "./count-loans.js";
import { FetchFilm } from "./fetch-film.js";
import { FindPoster } from "./find-poster.js";
import { listItems } from "./list-items.js";
import { isForeign, noteOriginal } from "./note-original.js";
import { writeCard } from "./write-card.js";

const ctx = stepContext();
const film = inventedFilm({ language: "French", originalTitle: "Le Film" });

function card(fields: MessageInitShape<typeof FilmSchema>): Card {
  return create(CardSchema, { film: inventedFilm(fields) });
}

describe("listItems", () => {
  it("keeps the order of the batch", () => {
    const batch = create(BatchSchema, { items: [{ filmId: "tt2" }, { filmId: "tt1" }] });
    expect(listItems(ctx, batch).map(({ filmId }) => filmId)).toEqual(["tt2", "tt1"]);
  });
});

describe("what asks a service", () => {
  it("asks for this film, and stops asking when the run no longer wants it", async () => {
    const asked: unknown[] = [];
    const ask =
      <T>(answer: T) =>
      async (id: string, { signal }: { signal: AbortSignal }): Promise<T> => {
        asked.push([id, signal]);
        return answer;
      };
    const item = create(ItemSchema, { filmId: "tt1" });
    expect(await new FetchFilm({ film: ask(film) }).compute(ctx, item)).toBe(film);
    expect(await new FindPoster({ poster: ask(undefined) }).compute(ctx, film)).toBeUndefined();
    expect((await new CountLoans({ timesLent: ask(0) }).compute(ctx, film)).times).toBe(0);
    expect(asked).toEqual([1, 2, 3].map(() => ["tt1", ctx.signal]));
  });

  it("has an answer where the lending desk has none: unknown, which is not never", () => {
    expect(unknownLoans(ctx, film).times).toBeUndefined();
  });
});

describe("noteOriginal", () => {
  it("is for films that are not in English", () => {
    expect([film, inventedFilm()].map(isForeign)).toEqual([true, false]);
    expect(noteOriginal(ctx, film)).toMatchObject({ title: "Le Film", language: "French" });
  });
});

describe("writeCard", () => {
  const loans = create(LoansSchema, { times: 3 });

  it("takes what is there", () => {
    const original = create(OriginalSchema, { title: "Le Film" });
    const poster = create(PosterSchema, { artist: "Ann A" });
    expect(writeCard(ctx, film, loans, original, poster)).toMatchObject({ film, loans, original, poster });
  });

  it("does without an original and a poster", () => {
    expect(writeCard(ctx, film, loans, undefined, undefined)).toEqual(create(CardSchema, { film, loans }));
  });
});

describe("compileCatalogue", () => {
  const batch = create(BatchSchema, { name: "B", items: [1, 2, 3, 4].map((n) => ({ filmId: `tt${n}` })) });

  it("puts films on shelves by decade, the oldest first", () => {
    const cards = [card({ id: "tt1", year: 1960 }), card({ id: "tt2", year: 1959 }), card({ id: "tt3", year: 1950 })];
    const { shelves } = compileCatalogue(ctx, batch, cards);
    expect(shelves.map(({ decade, cards: those }) => [decade, those.map((each) => each.film?.year)])).toEqual([
      [1950, [1950, 1959]],
      [1960, [1960]],
    ]);
  });

  it("gives as the reason what the service said, and does not miss what has a card in spite of a failure", () => {
    const error = new Error("FetchFilm failed", { cause: new NotFoundError("copy", "tt2") });
    const failures = [
      { step: "FetchFilm", itemIndex: [1], error },
      { step: "FindPoster", itemIndex: [2], error: new Error("closed") },
    ];
    const cards = ["tt1", "tt3", "tt4"].map((id) => card({ id }));
    expect(compileCatalogue(stepContext({ failures }), batch, cards).missing).toMatchObject([
      { item: { filmId: "tt2" }, step: "FetchFilm", reason: "there is no copy of tt2" },
    ]);
  });
});
