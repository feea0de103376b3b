import type { BasketLine } from "../../../generated/shops/v1/shops_pb.js";

/** Lines in a new order on every pass, so that no supplier is always first. */
export class FairLines implements Iterable<BasketLine> {
  constructor(private readonly lines: readonly BasketLine[]) {}

  *[Symbol.iterator](): Generator<BasketLine> {
    const start = Math.floor(Math.random() * this.lines.length);
    yield* this.lines.slice(start);
    yield* this.lines.slice(0, start);
  }
}

export class NumberedLines implements Iterable<string> {
  constructor(private readonly lines: readonly BasketLine[]) {}

  *[Symbol.iterator](): Generator<string> {
    let at = 0;
    for (const line of this.lines) yield `${++at}. ${line.name}`;
  }
}
