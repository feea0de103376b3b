import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Invoice, type Ledger, LedgerSchema } from "../../../generated/billing/v1/billing_pb.js";
import { STANDARD_RATE } from "../lib/tax-table.js";

export class TaxStandard {
  compute(_ctx: StepContext, invoice: Invoice): Ledger {
    return create(LedgerSchema, { balanceCents: Math.round(invoice.totalCents * STANDARD_RATE) });
  }
}
