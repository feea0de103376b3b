import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Trade, type Valuation, ValuationSchema } from "../../../generated/finance/v1/finance_pb.js";
import { even } from "../lib/pong.js";

export class PairTrade {
  compute(_ctx: StepContext, trade: Trade): Valuation {
    return create(ValuationSchema, { amount: even(Math.trunc(trade.quantity)) ? trade.price : -trade.price });
  }
}
