import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { checkDeterminism } from "protograph/testing";
import { describe, expect, it } from "vitest";
import { fileServices, inventedMovie, stepContext } from "../fakes.js";
import {
  ClassificationSchema,
  ContentAnalysisSchema,
  type Director,
  DirectorProfileSchema,
  DirectorSchema,
  LookSchema,
  MovieRequestSchema,
  Pacing,
  Picture,
  TagKind,
} from "../generated/movies/v1/movies_pb.js";
import type { Prediction } from "../services/genre-models.js";
import type { MovieApi } from "../services/movie-api.js";
import { AnalyzeContent } from "./analyze-content.js";
import { ClassifyGenreAndMood } from "./classify-genre-and-mood.js";
import { FetchDirectorProfile } from "./fetch-director-profile.js";
import { FetchMovie } from "./fetch-movie.js";
import { GenerateTags } from "./generate-tags.js";

const ctx = stepContext();

describe("FetchMovie", () => {
  it("asks for the film of the request, and stops asking when the run no longer wants it", async () => {
    const asked: unknown[] = [];
    const movieApi: MovieApi = {
      movie: async (id, options) => {
        asked.push([id, options.signal]);
        return inventedMovie({ id });
      },
      director: () => Promise.reject(new Error("no director was asked for")),
    };
    const movie = await new FetchMovie(movieApi).compute(ctx, create(MovieRequestSchema, { id: "tt7" }));
    expect(movie.id).toBe("tt7");
    expect(asked).toEqual([["tt7", ctx.signal]]);
  });
});

describe("FetchDirectorProfile", () => {
  const wave = { name: "French New Wave", fromYear: 1958 };
  const directors: Record<string, Director> = {
    a: create(DirectorSchema, { id: "a", name: "Ann A", genres: ["drama", "crime"], movements: [wave] }),
    b: create(DirectorSchema, { id: "b", name: "Ben B", genres: ["crime"], movements: [wave], hallmarks: ["dance"] }),
  };

  function profileOf(...ids: readonly string[]) {
    const movieApi: MovieApi = {
      movie: () => Promise.reject(new Error("no film was asked for")),
      director: async (id) => directors[id]!,
    };
    const movie = inventedMovie({ directors: ids.map((id) => ({ id, name: id })) });
    return new FetchDirectorProfile(movieApi).compute(ctx, movie);
  }

  it("keeps the order of the credit", async () => {
    expect((await profileOf("b", "a")).directors.map(({ name }) => name)).toEqual(["Ben B", "Ann A"]);
  });

  it("weighs a genre by the share of the directors who work in it", async () => {
    const { leanings } = await profileOf("a", "b");
    expect(leanings.map(({ name, weight, evidence }) => [name, weight, evidence])).toEqual([
      ["crime", 1, ["Ann A", "Ben B"]],
      ["drama", 0.5, ["Ann A"]],
    ]);
  });

  it("names movements and hallmarks once", async () => {
    const { movements, hallmarks } = await profileOf("a", "b");
    expect(movements.map(({ name }) => name)).toEqual(["French New Wave"]);
    expect(hallmarks).toEqual(["dance"]);
  });

  it("makes an empty profile of a film that credits nobody", async () => {
    expect(await profileOf()).toEqual(create(DirectorProfileSchema));
  });
});

describe("AnalyzeContent", () => {
  const look = create(LookSchema, { picture: Picture.BLACK_AND_WHITE });
  const analyze = (fields: Parameters<typeof inventedMovie>[0]) =>
    new AnalyzeContent({ look: async () => look }).compute(ctx, inventedMovie(fields));

  it("finds themes, settings and tones, each with the words it was found by", async () => {
    const { themes, settings, tones } = await analyze({ synopsis: "A lonely robot crosses the desert." });
    const found = [...themes, ...settings, ...tones].map(({ name, evidence }) => [name, evidence]);
    expect(found).toContainEqual(["machines", ["robot"]]);
    expect(found).toContainEqual(["loneliness", ["lonely"]]);
    expect(found).toContainEqual(["desert", ["desert"]]);
    expect(found).toContainEqual(["sad", ["lonely"]]);
  });

  it("takes the look from the archive and the era from the year", async () => {
    const content = await analyze({ year: 1967 });
    expect(content.look).toEqual(look);
    expect(content.era).toMatchObject({ year: 1967, decade: 1960 });
  });

  it.each([
    ["chases and battles", 95, Pacing.FAST],
    ["chases and battles, and slow, quiet days between them", 120, Pacing.STEADY],
    ["a conversation", 100, Pacing.STEADY],
    ["a quiet conversation", 100, Pacing.SLOW],
    ["a conversation", 200, Pacing.SLOW],
  ])("takes %s in %d minutes for pacing %d", async (synopsis, runtimeMinutes, pacing) => {
    expect((await analyze({ synopsis, runtimeMinutes })).pacing).toBe(pacing);
  });

  it("does not look at the genres that the database lists", async () => {
    expect(await analyze({ genres: ["western"] })).toEqual(await analyze({ genres: ["musical"] }));
  });
});

describe("ClassifyGenreAndMood", () => {
  const predictions = (...likelihoods: readonly number[]): Prediction[] =>
    likelihoods.map((likelihood, index) => ({ label: `label ${index}`, likelihood, because: ["tone:dark"] }));
  const classify = (genres: readonly Prediction[], year = 1990) => {
    const models = { genres: () => genres, moods: () => predictions(0.9) };
    const director = create(DirectorProfileSchema, {
      directors: [{ name: "Ann A", movements: [{ name: "New Hollywood" }] }],
      movements: [{ name: "New Hollywood", fromYear: 1967, toYear: 1982 }],
    });
    const content = create(ContentAnalysisSchema, { era: { year } });
    return new ClassifyGenreAndMood(models).compute(ctx, content, director);
  };

  it("keeps the likely ones, three at most", () => {
    const kept = classify(predictions(0.9, 0.8, 0.7, 0.6)).genres;
    expect(kept.map(({ weight }) => weight)).toEqual([0.9, 0.8, 0.7]);
    expect(classify(predictions(0.9, 0.39)).genres.map(({ weight }) => weight)).toEqual([0.9]);
  });

  it("keeps the likeliest where none is likely", () => {
    expect(classify(predictions(0.2, 0.1)).genres.map(({ weight }) => weight)).toEqual([0.2]);
  });

  it.each([
    [1966, []],
    [1967, ["New Hollywood"]],
    [1982, ["New Hollywood"]],
    [1983, []],
  ])("counts a film of %d among its director's movement only in its years", (year, movements) => {
    expect(classify(predictions(0.9), year).movements.map(({ name }) => name)).toEqual(movements);
  });

  it("judges by the content and by the directors", () => {
    const { genreModels } = fileServices();
    const content = create(ContentAnalysisSchema, { tones: [{ name: "funny", weight: 0.5 }] });
    const director = create(DirectorProfileSchema, { leanings: [{ name: "comedy", weight: 1 }] });
    const genreOf = (...inputs: [typeof content, typeof director]) =>
      new ClassifyGenreAndMood(genreModels).compute(ctx, ...inputs).genres[0];
    const by = (found: ReturnType<typeof genreOf>) => [found?.name, found?.evidence];
    expect(by(genreOf(content, director))).toEqual(["comedy", ["tone:funny", "director:comedy"]]);
    expect(genreOf(content, create(DirectorProfileSchema))?.weight).toBeLessThan(genreOf(content, director)!.weight);
  });
});

describe("GenerateTags", () => {
  const generate = (
    fields: Parameters<typeof inventedMovie>[0],
    content: Pick<MessageInitShape<typeof ContentAnalysisSchema>, "themes" | "look"> = {},
    classification: MessageInitShape<typeof ClassificationSchema> = {},
  ) =>
    new GenerateTags().compute(
      ctx,
      inventedMovie(fields),
      create(ContentAnalysisSchema, { era: { year: 1990, decade: 1990 }, ...content }),
      create(ClassificationSchema, classification),
    ).tags;
  const finding = (name: string, weight: number) => ({ name, weight, evidence: ["tone:tense"] });

  it("weighs a genre most where the database and the content agree", () => {
    const genres = { genres: [finding("thriller", 0.9), finding("horror", 0.9)] };
    const weights = new Map(generate({ genres: ["thriller", "drama"] }, {}, genres).map((tag) => [tag.name, tag]));
    expect(weights.get("thriller")).toMatchObject({ weight: 0.96, reason: "listed as such, and its tone is tense" });
    expect(weights.get("horror")).toMatchObject({ weight: 0.54, reason: "its tone is tense" });
    expect(weights.get("drama")).toMatchObject({ weight: 0.5, reason: "listed as such" });
  });

  it("leaves out themes that are hardly there, and says by which words it found the others", () => {
    const themes = [
      { name: "war", weight: 0.8, evidence: ["war", "bombs"] },
      { name: "faith", weight: 0.3, evidence: ["sins"] },
    ];
    const found = generate({}, { themes }).filter(({ kind }) => kind === TagKind.THEME);
    expect(found.map(({ name, reason }) => [name, reason])).toEqual([["war", "the synopsis says “war”, “bombs”"]]);
  });

  it("names nothing twice: the heavier tag stands", () => {
    const dance = generate({}, { themes: [{ name: "dance", weight: 0.9 }] }, { hallmarks: ["dance"] });
    expect(dance.filter(({ name }) => name === "dance").map(({ kind }) => kind)).toEqual([TagKind.THEME]);
  });

  it("puts the heaviest first, and equal ones in the order of their names", () => {
    const tags = generate({ countries: ["Italy", "Spain", "France"] });
    expect(tags.map(({ weight }) => weight)).toEqual(tags.map(({ weight }) => weight).toSorted((a, b) => b - a));
    expect(tags.filter(({ kind }) => kind === TagKind.PLACE).map(({ name }) => name)).toEqual([
      "Italy",
      "France",
      "Spain",
    ]);
  });

  it("makes more of black and white in the years of colour", () => {
    const weightIn = (year: number) =>
      generate({ year }, { look: { picture: Picture.BLACK_AND_WHITE } }).find(({ name }) => name === "black and white")!
        .weight;
    expect(weightIn(1993)).toBeGreaterThan(weightIn(1943));
  });
});

describe("the steps", () => {
  it("give the same whatever the clock, the zone, the locale, chance, the host and the services' haste are", async () => {
    const { movieApi, videoApi, genreModels } = fileServices();
    const request = create(MovieRequestSchema, { id: "tt0245429" });
    const movie = await new FetchMovie(movieApi).compute(ctx, request);
    const profile = await new FetchDirectorProfile(movieApi).compute(ctx, movie);
    const content = await new AnalyzeContent(videoApi).compute(ctx, movie);
    const classification = new ClassifyGenreAndMood(genreModels).compute(ctx, content, profile);
    const reports = [
      await checkDeterminism(FetchMovie, [request], { services: [movieApi] }),
      await checkDeterminism(FetchDirectorProfile, [movie], { services: [movieApi] }),
      await checkDeterminism(AnalyzeContent, [movie], { services: [videoApi] }),
      await checkDeterminism(ClassifyGenreAndMood, [content, profile], { services: [genreModels] }),
      await checkDeterminism(GenerateTags, [movie, content, classification]),
    ];
    expect(reports.flatMap(({ step, differences }) => differences.map((each) => ({ step, ...each })))).toEqual([]);
  });
});
