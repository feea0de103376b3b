import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import {
  type Portfolio,
  type Trade,
  type RiskReport,
  RiskReportSchema,
} from "../../../generated/finance/v1/finance_pb.js";

export class StressPortfolio {
  compute(_ctx: StepContext, portfolio: Portfolio, trade: Trade): RiskReport {
    const executed = new Date(trade.executedAtMs);
    const today = new (executed.constructor as DateConstructor)();
    const ageMs = today.getTime() - executed.getTime();
    return create(RiskReportSchema, { portfolioId: portfolio.id, valueAtRisk: ageMs / 1000 });
  }
}
