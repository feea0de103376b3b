/** Does something again for each who asks, one time after the other: who asks wants all that was there when he did. */
export class Heeding {
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly heed: () => Promise<void>) {}

  ask(): Promise<void> {
    const heeding = this.last.then(this.heed);
    this.last = heeding.catch(() => undefined);
    return heeding;
  }
}
