import type { StepContext } from "protograph";
import type { Film, Item } from "../generated/library/v1/library_pb.js";
import type { FilmDatabase } from "../services/film-database.js";

/** Asks the film database for a film's facts. */
export class FetchFilm {
  constructor(private readonly filmDatabase: FilmDatabase) {}

  async compute(ctx: StepContext, item: Item): Promise<Film> {
    return this.filmDatabase.film(item.filmId, { signal: ctx.signal });
  }
}
