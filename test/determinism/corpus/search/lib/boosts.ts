export interface Boost {
  readonly name: string;
  apply(score: number): number;
}

export class FixedBoost implements Boost {
  readonly name = "fixed";
  apply(score: number): number {
    return score * 1.1;
  }
}

export class JitterBoost implements Boost {
  readonly name = "jitter";
  apply(score: number): number {
    return score * (1 + Math.random() / 100);
  }
}

export function boostFor(term: string): Boost {
  return term.startsWith("new") ? new JitterBoost() : new FixedBoost();
}
