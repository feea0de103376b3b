import type { Trade } from "../../../generated/finance/v1/finance_pb.js";

export class Book {
  private readonly trades: Trade[] = [];
  private static last: string | undefined;

  set latest(trade: Trade) {
    Book.last = trade.id;
    this.trades.push(trade);
  }

  add(trade: Trade): this {
    this.trades.push(trade);
    return this;
  }

  get size(): number {
    return this.trades.length;
  }
}
