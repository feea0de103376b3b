import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Trade, type Valuation, ValuationSchema } from "../../../generated/finance/v1/finance_pb.js";
import { Market, session } from "../lib/market.js";

export class PriceSession {
  compute(_ctx: StepContext, trade: Trade): Valuation {
    const { open, currency } = new Market();
    const copy = { ...session };
    return create(ValuationSchema, { amount: open ? trade.price : 0, currency, lines: [String(copy.id)] });
  }
}
