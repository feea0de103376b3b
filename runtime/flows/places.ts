/** Somebody who waits for a place. */
export interface Waiting {
  /** The place is theirs. */
  granted(): void;
}

/**
 * A window: so many places, and who waits for one, first come first served.
 *
 * Nothing is kept for those who wait: a message is with whoever has it until its place is granted.
 */
export class Places {
  private free: number;
  private readonly queue = new Set<Waiting>();

  constructor(readonly size: number) {
    this.free = size;
  }

  get taken(): number {
    return this.size - this.free;
  }

  get waiting(): number {
    return this.queue.size;
  }

  /** Takes a place, if there is one. */
  take(): boolean {
    if (this.free === 0) return false;
    this.free--;
    return true;
  }

  /** Has a place given to somebody once there is one; to be called after {@link take} has found none. */
  wait(waiting: Waiting): void {
    this.queue.add(waiting);
  }

  /** Somebody no longer waits. */
  leave(waiting: Waiting): void {
    this.queue.delete(waiting);
  }

  giveBack(): void {
    for (const first of this.queue) {
      this.queue.delete(first);
      first.granted();
      return;
    }
    this.free++;
  }
}
