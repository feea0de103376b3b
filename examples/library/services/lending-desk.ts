/** Counts what the library lends. */
export interface LendingDesk {
  /**
   * How often a film was lent last year.
   *
   * @throws NotFoundError when the desk has no record of it; BusyError when another try may help.
   */
  timesLent(filmId: string, options: { readonly signal: AbortSignal }): Promise<number>;
}
