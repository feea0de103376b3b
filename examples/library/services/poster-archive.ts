import type { Poster } from "../generated/library/v1/library_pb.js";

/** Keeps posters, of some films. */
export interface PosterArchive {
  /** @throws BusyError when another try may help. */
  poster(filmId: string, options: { readonly signal: AbortSignal }): Promise<Poster | undefined>;
}
