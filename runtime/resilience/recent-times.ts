/** The times of what has happened within a span; a time is forgotten when the span has passed since. */
export class RecentTimes {
  private times: number[] = [];
  private head = 0;

  constructor(private readonly spanMs: number) {}

  add(nowMs: number): void {
    this.times.push(nowMs);
  }

  count(nowMs: number): number {
    while (this.head < this.times.length && (this.times[this.head] ?? 0) <= nowMs - this.spanMs) this.head++;
    if (this.head * 2 > this.times.length) {
      this.times = this.times.slice(this.head);
      this.head = 0;
    }
    return this.times.length - this.head;
  }

  /** When the oldest that is left is forgotten; it must have one. */
  firstEndsMs(): number {
    return (this.times[this.head] ?? 0) + this.spanMs;
  }

  /** When the newest is forgotten; it must have one. */
  lastEndsMs(): number {
    return (this.times.at(-1) ?? 0) + this.spanMs;
  }
}
