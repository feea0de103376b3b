import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Portfolio, type Valuation, ValuationSchema } from "../../../generated/finance/v1/finance_pb.js";
import type { Stats } from "node:fs";
import type { IncomingMessage } from "node:http";

export interface Prices {
  price(symbol: string, signal: AbortSignal): Promise<number>;
}

type Source = Pick<IncomingMessage, "statusCode"> | Pick<Stats, "size">;

export class ValuePortfolio {
  constructor(private readonly prices: Prices) {}

  async compute(ctx: StepContext, portfolio: Portfolio): Promise<Valuation> {
    const source: Source = { statusCode: 200 };
    const prices = await Promise.all(portfolio.positions.map(({ symbol }) => this.prices.price(symbol, ctx.signal)));
    const amount = portfolio.positions.reduce((sum, position, at) => sum + position.quantity * (prices[at] ?? 0), 0);
    const lines = [String("statusCode" in source)];
    return create(ValuationSchema, { portfolioId: portfolio.id, amount, lines, asOfMs: ctx.now() });
  }
}
