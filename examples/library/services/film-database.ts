import type { Film } from "../generated/library/v1/library_pb.js";

/** Knows the facts of films. */
export interface FilmDatabase {
  /** @throws NotFoundError when it has no such film; BusyError when another try may help. */
  film(id: string, options: { readonly signal: AbortSignal }): Promise<Film>;
}
