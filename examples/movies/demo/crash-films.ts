import type { RunEvent } from "protograph";
import { catalogue } from "../fakes.js";

/** How many films the demonstration of a crash tags: as many as fit a screen. */
const filmCount = 12;

/** A film of the demonstration. */
export interface CrashFilm {
  readonly id: string;
  /** For people: `The Matrix (1999)`. */
  readonly label: string;
}

/** The films that are tagged while the process is killed. */
export const crashFilms: readonly CrashFilm[] = catalogue.films
  .flatMap(({ movie }) => (movie ? [{ id: movie.id, label: `${movie.title} (${movie.year})` }] : []))
  .slice(0, filmCount);

/** What the process that tags says to the one that has started it. */
export type Said =
  | {
      readonly kind: "step";
      readonly film: string;
      readonly step: string;
      readonly type: Extract<RunEvent, { step: string }>["type"];
    }
  /** A film's tags, as JSON. */
  | { readonly kind: "tagged"; readonly film: string; readonly tags: string };
