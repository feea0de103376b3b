import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Invoice, type Ledger, LedgerSchema } from "../../../generated/billing/v1/billing_pb.js";
import { taxTable } from "../lib/tax-table.js";

export class TaxByTable {
  compute(_ctx: StepContext, invoice: Invoice): Ledger {
    const rate = taxTable()[invoice.currency] ?? 0;
    return create(LedgerSchema, { balanceCents: Math.round(invoice.totalCents * rate) });
  }
}
