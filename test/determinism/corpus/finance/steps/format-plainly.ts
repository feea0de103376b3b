import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Portfolio, type Valuation, ValuationSchema } from "../../../generated/finance/v1/finance_pb.js";

enum Side {
  Buy = "buy",
  Sell = "sell",
}

export class FormatPlainly {
  compute(_ctx: StepContext, portfolio: Portfolio): Valuation {
    const cash = portfolio.cash.toFixed(2).padStart(12);
    const code = Math.trunc(portfolio.cash).toString(36);
    const symbols = portfolio.positions.map(({ symbol }) => symbol).sort();
    const costs = portfolio.positions.map(({ cost }) => cost).sort((a, b) => a - b);
    const lines = [cash, code, ...symbols, ...costs.map(String), Side.Buy, `${portfolio.positions.length}`];
    return create(ValuationSchema, { portfolioId: portfolio.id, lines });
  }
}
