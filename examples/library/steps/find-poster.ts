import type { StepContext } from "protograph";
import type { Film, Poster } from "../generated/library/v1/library_pb.js";
import type { PosterArchive } from "../services/poster-archive.js";

/** Looks for a film's poster; many have none, and that is no failure. */
export class FindPoster {
  constructor(private readonly posterArchive: PosterArchive) {}

  async compute(ctx: StepContext, film: Film): Promise<Poster | undefined> {
    return this.posterArchive.poster(film.id, { signal: ctx.signal });
  }
}
