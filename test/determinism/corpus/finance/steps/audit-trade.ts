import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Trade, type Valuation, ValuationSchema } from "../../../generated/finance/v1/finance_pb.js";
import { Audited } from "../lib/audited.js";
import { Calculator } from "../lib/calculators.js";

class AuditedCalculator extends Audited(Calculator) {}

export class AuditTrade {
  compute(_ctx: StepContext, trade: Trade): Valuation {
    const calculator = new AuditedCalculator();
    const line = calculator.audit(trade.id);
    return create(ValuationSchema, { amount: calculator.fee(trade.price), lines: [line] });
  }
}
