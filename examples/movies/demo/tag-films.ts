import { create } from "@bufbuild/protobuf";
import { CancelledError } from "protograph";
import { colors } from "./colors.js";
import { MovieTagging } from "../generated/movies/v1/movie-tagging.graph.js";
import type { Catalogue } from "../generated/movies/v1/catalogue_pb.js";
import { MovieRequestSchema } from "../generated/movies/v1/movies_pb.js";
import { startServer } from "../server.js";
import { readCatalogue } from "../services/catalogue.js";
import { FileCatalogue } from "../services/file-catalogue.js";
import { HttpCatalogue } from "../services/http-catalogue.js";
import { WeightedGenreModels } from "../services/weighted-genre-models.js";
import type { DemoOptions } from "./arguments.js";
import { eachAtOnce } from "./each-at-once.js";
import { filmCard } from "./film-card.js";
import { FilmRun, type Outcome } from "./film-run.js";
import { openStore } from "./open-store.js";
import { LiveScreen } from "./live-screen.js";
import { PlainScreen } from "./plain-screen.js";
import { planText } from "./plan-text.js";
import type { Screen } from "./screen.js";
import { duration } from "./text.js";
import { timingTable } from "./timing-table.js";

const data = new URL("../data/", import.meta.url);

/** How long a service takes where a person watches: about what a film database on the net does. */
const watchedLatencyMs = 50;

/** How the films' runs ended; those that are in none of these counts were never started. */
export type Tally = Readonly<Record<Outcome["kind"], number>>;

/**
 * Tags films and shows how: the plan, each film's run while it goes on, the tags, and where the time went.
 *
 * @param signal cancels the runs when it is aborted.
 */
export async function tagFilms(options: DemoOptions, stdout: NodeJS.WriteStream, signal: AbortSignal): Promise<Tally> {
  const live = stdout.isTTY && process.env.TERM !== "dumb";
  const print = (text: string) => void stdout.write(`${text}\n`);
  const catalogue = readCatalogue(new URL("films.json", data), new URL("directors.json", data));
  const source = await openSource(catalogue, options, options.latencyMs ?? (live ? watchedLatencyMs : 0));
  const store = options.store === undefined ? undefined : await openStore(options.store, print);
  const services = {
    movieApi: source.catalogue,
    videoApi: source.catalogue,
    genreModels: WeightedGenreModels.fromFile(new URL("genre-models.json", data)),
  };
  const movies = new MovieTagging(services, store && { store });
  const description = movies.describe();
  const films = filmRuns(
    catalogue,
    options.films,
    description.steps.map(({ name }) => name),
  );

  print(`${planText(description)}\n`);
  print(`Tagging ${count(films.length, "film")}, ${options.atOnce} at once, from ${source.name}.\n`);
  const screen: Screen = live
    ? new LiveScreen(films.length, options.atOnce, stdout)
    : new PlainScreen(films.length, print);
  const outcomes = new Map<FilmRun, Outcome>();
  const startMs = performance.now();
  await eachAtOnce(films, options.atOnce, signal, async (film) => {
    screen.start(film);
    const outcome = await runFilm(movies, film, signal, () => screen.change(film));
    outcomes.set(film, outcome);
    screen.end(film, outcome);
  });
  const tookMs = performance.now() - startMs;
  screen.close();
  // What is not on disk yet comes there now.
  await store?.close();
  await source.close();

  const explained = options.films.length > 0;
  for (const [film, outcome] of explained ? outcomes : []) {
    if (outcome.kind === "tagged") print(filmCard(film.label, outcome.tags, live ? stdout.columns : Infinity));
  }
  print(timingTable([...outcomes.keys()]));
  const tally = tallyOf(outcomes.values());
  print(summary(tally, films.length, tookMs));
  if (store) print(colors.dim(`The runs are kept in ${options.store ?? ""}: npx protograph runs list`));
  if (!explained && !signal.aborted) print(colors.dim("Why a film has its tags: npm run demo -- --film tt0133093"));
  return tally;
}

/** Where films come from in this demo: the file itself, or a server that has read it. */
async function openSource(catalogue: Catalogue, { http }: DemoOptions, latencyMs: number) {
  const slow = latencyMs > 0 ? `, ${latencyMs} ms an answer` : "";
  if (!http) {
    const files = new FileCatalogue(catalogue, { latencyMs });
    return { catalogue: files, name: `data/films.json${slow}`, close: () => Promise.resolve() };
  }
  const server = await startServer(catalogue, { latencyMs, failures });
  return {
    catalogue: new HttpCatalogue(server.url),
    name: `${server.url}, which answers 503 now and then${slow}`,
    close: () => server.close(),
  };
}

/** About one path in nine fails once, and some of those twice: the same ones every time. */
function failures(path: string): number {
  let sum = 0;
  for (const letter of path) sum = (sum * 31 + letter.charCodeAt(0)) % 99;
  return sum % 9 === 0 ? 1 + (sum % 2) : 0;
}

function filmRuns(catalogue: Catalogue, ids: readonly string[], steps: readonly string[]): FilmRun[] {
  const movies = new Map(catalogue.films.flatMap(({ movie }) => (movie ? [[movie.id, movie]] : [])));
  const wanted = ids.length > 0 ? ids : [...movies.keys()];
  return wanted.map((id) => new FilmRun(id, movies.get(id)?.title ?? id, movies.get(id)?.year, steps));
}

async function runFilm(
  movies: MovieTagging,
  film: FilmRun,
  signal: AbortSignal,
  changed: () => void,
): Promise<Outcome> {
  try {
    const tags = await movies.tagSet(create(MovieRequestSchema, { id: film.id }), {
      signal,
      onEvent: (event) => {
        film.take(event, performance.now());
        changed();
      },
    });
    return { kind: "tagged", tags };
  } catch (error) {
    return error instanceof CancelledError ? { kind: "cancelled" } : { kind: "failed", error };
  }
}

function tallyOf(outcomes: Iterable<Outcome>): Tally {
  const tally = { tagged: 0, failed: 0, cancelled: 0 };
  for (const { kind } of outcomes) tally[kind] += 1;
  return tally;
}

function summary({ tagged, failed, cancelled }: Tally, films: number, tookMs: number): string {
  const notStarted = films - tagged - failed - cancelled;
  const parts = [colors.green(`${count(tagged, "film")} tagged in ${duration(tookMs)}`)];
  if (failed > 0) parts.push(colors.red(`${failed} failed`));
  if (cancelled > 0) parts.push(colors.yellow(`${cancelled} cancelled`));
  if (notStarted > 0) parts.push(colors.yellow(`${notStarted} not started`));
  return parts.join(", ");
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
