/** A service does not have what it was asked for; to ask again would not help. */
export class NotFoundError extends Error {
  override readonly name = "NotFoundError";

  constructor(
    readonly what: string,
    readonly filmId: string,
  ) {
    super(`there is no ${what} of ${filmId}`);
  }
}

/** A service has no time just now; a moment later it may. */
export class BusyError extends Error {
  override readonly name = "BusyError";
}
