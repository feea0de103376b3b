import { type SeededRandom, seededRandom } from "../engine/seeded-random.js";

/** In which order answers that several wait for are let through: as they were asked for, the reverse, or shuffled. */
export type CompletionOrder = "asked" | "reverse" | { readonly shuffle: string };

interface Held {
  /** Settles what the step waits for; absent while the answer itself is not there. */
  release: (() => void) | undefined;
  /** When a sleep is over, in milliseconds of the gate's own time; sleeps end in the order of their times. */
  readonly until: number | undefined;
}

/** How many milliseconds answers that are there wait for one that is not. */
const patienceMs = 25;

const { setImmediate: immediately, setTimeout: later } = globalThis;

/**
 * Holds the answers that a step waits for, and lets them through one at a time, each with all that follows from it, in an
 * order of its own choice: any of them could come in any order.
 */
export class Gate {
  private held: Held[] = [];
  private slept = 0;
  private open = true;
  private readonly chance: SeededRandom;

  constructor(
    private readonly order: CompletionOrder,
    /** Called before each answer is let through. */
    private readonly between: () => void = () => undefined,
  ) {
    this.chance = seededRandom(typeof order === "object" ? order.shuffle : "");
    void this.letThrough();
  }

  /** The same answer, when its turn comes. */
  hold<T>(answer: PromiseLike<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const held: Held = { release: undefined, until: undefined };
      this.held.push(held);
      answer.then(
        (value) => (held.release = () => resolve(value)),
        (error: unknown) => (held.release = () => reject(error)),
      );
    });
  }

  /** A wait that takes no time, and ends before every longer one that began with it. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.held.push({ release: resolve, until: this.slept + ms }));
  }

  /** Lets nothing through any more. */
  close(): void {
    this.open = false;
  }

  private async letThrough(): Promise<void> {
    let waitedMs = 0;
    while (this.open) {
      await new Promise<void>((resolve) => immediately(resolve));
      this.between();
      const ready = this.held.filter(({ release }) => release !== undefined);
      if (ready.length === 0 || (ready.length < this.held.length && waitedMs < patienceMs)) {
        await new Promise<void>((resolve) => later(resolve, 1));
        waitedMs += 1;
        continue;
      }
      waitedMs = 0;
      const next = this.choose(ready);
      if (next === undefined) continue;
      this.held = this.held.filter((other) => other !== next);
      if (next.until !== undefined) this.slept = Math.max(this.slept, next.until);
      next.release?.();
    }
  }

  private choose(ready: readonly Held[]): Held | undefined {
    const shortest = Math.min(...ready.map(({ until }) => until ?? Number.POSITIVE_INFINITY));
    const first = ready.find(({ until }) => until === shortest);
    const candidates = ready.filter((held) => held.until === undefined || held === first);
    const last = candidates.length - 1;
    const place =
      this.order === "asked" ? 0 : this.order === "reverse" ? last : Math.floor(this.chance.next() * (last + 1));
    return candidates[place];
  }
}
