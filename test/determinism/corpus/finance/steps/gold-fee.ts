import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Trade, type Valuation, ValuationSchema } from "../../../generated/finance/v1/finance_pb.js";
import { GoldCalculator } from "../lib/calculators.js";

export class GoldFee {
  compute(_ctx: StepContext, trade: Trade): Valuation {
    const amount = new GoldCalculator().fee(trade.price);
    return create(ValuationSchema, { amount });
  }
}
