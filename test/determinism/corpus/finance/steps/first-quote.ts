import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Trade, type Valuation, ValuationSchema } from "../../../generated/finance/v1/finance_pb.js";

export interface Exchange {
  price(symbol: string): Promise<number>;
}

export class FirstQuote {
  constructor(private readonly exchanges: readonly Exchange[]) {}

  async compute(_ctx: StepContext, trade: Trade): Promise<Valuation> {
    const P = Promise;
    const asked = this.exchanges.map((exchange) => exchange.price(trade.symbol));
    const amount = await Promise["race"](asked);
    const other = await P.race(asked);
    return create(ValuationSchema, { amount: amount + other });
  }
}
