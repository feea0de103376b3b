/** An amount with its currency; compared and added as cents. */
export class Money {
  constructor(
    readonly cents: number,
    private readonly rates: () => number = () => 1,
  ) {}

  valueOf(): number {
    return this.cents * this.rates();
  }

  [Symbol.toPrimitive](hint: string): number | string {
    return hint === "number" ? this.valueOf() : `${this.cents / 100} EUR`;
  }
}

export class DriftingMoney {
  constructor(readonly cents: number) {}

  valueOf(): number {
    return this.cents * (1 + Math.random() / 1000);
  }

  toJSON(): { cents: number; at: number } {
    return { cents: this.cents, at: Date.now() };
  }
}
