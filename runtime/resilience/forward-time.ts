/** A time that never goes back, of a clock that may be set back: then it goes on from where it was. */
export class ForwardTime {
  private lastMs = Number.NEGATIVE_INFINITY;
  private aheadMs = 0;

  /** @param clockMs what the clock shows. */
  at(clockMs: number): number {
    this.aheadMs = Math.max(this.aheadMs, this.lastMs - clockMs);
    this.lastMs = clockMs + this.aheadMs;
    return this.lastMs;
  }
}
