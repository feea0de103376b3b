import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Trade, type Valuation, ValuationSchema } from "../../../generated/finance/v1/finance_pb.js";
import { Market, session } from "../lib/market.js";

export class PriceCurrency {
  compute(_ctx: StepContext, trade: Trade): Valuation {
    const { currency, name } = new Market();
    return create(ValuationSchema, { amount: trade.price * session.id, currency, lines: [name] });
  }
}
