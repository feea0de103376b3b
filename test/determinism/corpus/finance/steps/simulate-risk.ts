import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Portfolio, type RiskReport, RiskReportSchema } from "../../../generated/finance/v1/finance_pb.js";
import { valueAtRisk } from "../lib/var.js";

export class SimulateRisk {
  compute(_ctx: StepContext, portfolio: Portfolio): RiskReport {
    const total = portfolio.positions.reduce((sum, { cost }) => sum + cost, portfolio.cash);
    return create(RiskReportSchema, { portfolioId: portfolio.id, valueAtRisk: valueAtRisk(total, 1000) });
  }
}
