import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Invoice, type Ledger, LedgerSchema } from "../../../generated/billing/v1/billing_pb.js";

export class FeesByRule {
  compute(_ctx: StepContext, invoice: Invoice): Ledger {
    const rule = new Function("cents", `return ${invoice.reminders[0] ?? "cents"};`) as (cents: number) => number;
    return create(LedgerSchema, { balanceCents: rule(invoice.totalCents) });
  }
}
