import { appendFileSync } from "node:fs";
import { create, toJsonString } from "@bufbuild/protobuf";
import { pgliteStore } from "protograph/pglite";
import { crashFilms, type Said } from "./demo/crash-films.js";
import { eachAtOnce } from "./demo/each-at-once.js";
import { catalogue } from "./fakes.js";
import { MovieTagging } from "./generated/movies/v1/movie-tagging.graph.js";
import {
  type Director,
  type Look,
  type Movie,
  MovieRequestSchema,
  TagSetSchema,
} from "./generated/movies/v1/movies_pb.js";
import type { CallOptions } from "./services/call-options.js";
import { FileCatalogue } from "./services/file-catalogue.js";
import type { MovieApi } from "./services/movie-api.js";
import type { VideoApi } from "./services/video-api.js";
import { WeightedGenreModels } from "./services/weighted-genre-models.js";

/** A service that writes down each call, so that there is a witness beside the store: a file outlives any kill. */
class WitnessedCatalogue implements MovieApi, VideoApi {
  constructor(
    private readonly catalogue: FileCatalogue,
    private readonly witness: string,
  ) {}

  movie(id: string, options: CallOptions): Promise<Movie> {
    this.write("FetchMovie", id);
    return this.catalogue.movie(id, options);
  }

  director(id: string, options: CallOptions): Promise<Director> {
    return this.catalogue.director(id, options);
  }

  look(movieId: string, options: CallOptions): Promise<Look> {
    this.write("AnalyzeContent", movieId);
    return this.catalogue.look(movieId, options);
  }

  private write(step: string, film: string): void {
    appendFileSync(this.witness, `${film} ${step}\n`);
  }
}

/** How many films at once. */
const atOnce = 4;

/** Tags films durably, and says what happens in their runs to the process that has started this one. */
async function work(folder: string, witness: string): Promise<void> {
  const say = (said: Said) => void process.send?.(said);
  const store = await pgliteStore(folder);
  const files = new WitnessedCatalogue(new FileCatalogue(catalogue, { latencyMs: 150 }), witness);
  const genreModels = WeightedGenreModels.fromFile(new URL("data/genre-models.json", import.meta.url));
  const services = { movieApi: files, videoApi: files, genreModels };
  // After that long, who finds the runs of a process that is not heard of takes them up.
  const movies = new MovieTagging(services, { store, durable: { lease: "2s" } });
  await movies.recover();
  await eachAtOnce(crashFilms, atOnce, new AbortController().signal, async ({ id }) => {
    // The same id and the same request are the same run, in whatever process.
    const run = movies.tagSet(create(MovieRequestSchema, { id }), { runId: `film-${id}` });
    void (async () => {
      for await (const event of run.events) {
        if ("step" in event) say({ kind: "step", film: id, step: event.step, type: event.type });
      }
    })();
    say({ kind: "tagged", film: id, tags: toJsonString(TagSetSchema, await run) });
  });
  await store.close();
  process.disconnect();
}

const [folder = "", witness = ""] = process.argv.slice(2);
await work(folder, witness);
