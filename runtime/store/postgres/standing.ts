import { FencedError } from "../errors.js";
import type { Owner } from "../store.js";

/**
 * Which leases are good: those that were taken from the server that is there now.
 *
 * A server that took the place of another one, or was restored from a copy, may not have all that the other one had. Who
 * goes on writing to it by what the other one had acknowledged would leave out what is missing in between: so whoever had
 * a lease there is as good as fenced, and what it did goes on from what is there.
 */
export class Standing {
  private readonly taken = new Set<number>();
  private readonly lost = new Set<number>();

  /** A lease was taken. Its token may be one that the other server had given as well. */
  begin(token: number): void {
    this.taken.add(token);
    this.lost.delete(token);
  }

  /** The server is another one. */
  moved(): void {
    for (const token of this.taken) this.lost.add(token);
    this.taken.clear();
  }

  /** @throws FencedError where the lease was taken from another server. */
  require({ token }: Owner): void {
    if (this.lost.has(token)) throw new FencedError(token);
  }
}
