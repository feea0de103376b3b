import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Trade, type Valuation, ValuationSchema } from "../../../generated/finance/v1/finance_pb.js";

export interface Exchange {
  price(symbol: string): Promise<number>;
}

const derby = {
  race: (prices: readonly number[]) => Math.min(...prices),
  any: (prices: readonly number[]) => prices[0],
};

export class BestQuote {
  constructor(private readonly exchanges: readonly Exchange[]) {}

  async compute(_ctx: StepContext, trade: Trade): Promise<Valuation> {
    const settled = await Promise.allSettled(this.exchanges.map((exchange) => exchange.price(trade.symbol)));
    const prices: number[] = [];
    for (const result of settled) if (result.status === "fulfilled") prices.push(result.value);
    return create(ValuationSchema, { amount: derby.race(prices) + (derby.any(prices) ?? 0) });
  }
}
