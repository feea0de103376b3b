import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Portfolio, type Valuation, ValuationSchema } from "../../../generated/finance/v1/finance_pb.js";

export class FormatValuation {
  compute(_ctx: StepContext, portfolio: Portfolio): Valuation {
    const cash = portfolio.cash.toLocaleString(undefined, { minimumFractionDigits: 2 });
    const format = new Intl.NumberFormat([], { style: "percent" });
    const symbols = portfolio.positions.map(({ symbol }) => symbol).sort(Intl.Collator().compare);
    return create(ValuationSchema, { portfolioId: portfolio.id, lines: [cash, format.format(0.5), ...symbols] });
  }
}
