import { create, type MessageInitShape } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import type { MovieTaggingServices } from "./generated/movies/v1/movie-tagging.graph.js";
import { type Movie, MovieSchema } from "./generated/movies/v1/movies_pb.js";
import { readCatalogue } from "./services/catalogue.js";
import { FileCatalogue } from "./services/file-catalogue.js";
import { WeightedGenreModels } from "./services/weighted-genre-models.js";

/** The films and directors of the example. */
export const catalogue = readCatalogue(
  new URL("data/films.json", import.meta.url),
  new URL("data/directors.json", import.meta.url),
);

/** The example's own services, over its files. */
export function fileServices(): MovieTaggingServices {
  const files = new FileCatalogue(catalogue);
  const genreModels = WeightedGenreModels.fromFile(new URL("data/genre-models.json", import.meta.url));
  return { movieApi: files, videoApi: files, genreModels };
}

/** What a step is told of its run, where there is no run: a step is ordinary code, and a test calls it as such. */
export function stepContext(signal = new AbortController().signal): StepContext {
  const write = () => undefined;
  return {
    runId: "run",
    step: "step",
    attempt: 1,
    tenant: undefined,
    deadline: undefined,
    signal,
    itemIndex: [],
    failures: [],
    idempotencyKey: "key",
    log: { debug: write, info: write, warn: write, error: write },
    now: () => 0,
    random: () => 0.5,
    uuid: () => "00000000-0000-4000-8000-000000000000",
    sleep: () => Promise.resolve(),
  };
}

/** An invented film: what is not said is a colour drama of 1990 about nothing. */
export function inventedMovie(fields: MessageInitShape<typeof MovieSchema> = {}): Movie {
  return create(MovieSchema, {
    id: "tt0000001",
    title: "The Film",
    year: 1990,
    runtimeMinutes: 100,
    directors: [{ id: "a", name: "Ann A" }],
    countries: ["France"],
    languages: ["French"],
    genres: ["drama"],
    synopsis: "Nothing happens.",
    ...fields,
  });
}
