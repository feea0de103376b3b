import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Trade, type Valuation, ValuationSchema } from "../../../generated/finance/v1/finance_pb.js";
import { ProgressiveCalculator } from "../lib/calculators.js";

export class ProgressiveFee {
  compute(_ctx: StepContext, trade: Trade): Valuation {
    const calculator = new ProgressiveCalculator();
    return create(ValuationSchema, { amount: calculator.fee(trade.price) });
  }
}
