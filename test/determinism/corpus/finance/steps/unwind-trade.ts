import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Trade, type Valuation, ValuationSchema } from "../../../generated/finance/v1/finance_pb.js";
import { ping } from "../lib/ping.js";

export class UnwindTrade {
  compute(_ctx: StepContext, trade: Trade): Valuation {
    return create(ValuationSchema, { amount: ping(Math.trunc(trade.quantity)) });
  }
}
