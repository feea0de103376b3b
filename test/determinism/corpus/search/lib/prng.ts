/** Mulberry32: a sequence of its seed alone. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  random(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
}

/** One for everybody. */
export const sharedRandom = new Random(42);

export function* draws(random: Random, count: number): Generator<number> {
  for (let at = 0; at < count; at += 1) yield random.random();
}
