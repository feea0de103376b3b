import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Invoice, type Ledger, LedgerSchema } from "../../../generated/billing/v1/billing_pb.js";
import { withTax } from "../lib/index.js";

export class TaxInvoice {
  compute(_ctx: StepContext, invoice: Invoice): Ledger {
    const entries = invoice.lines.map((line) => ({
      account: "receivable",
      amountCents: withTax(line.amountCents, line.taxRate),
      memo: line.description,
    }));
    const balanceCents = entries.reduce((sum, entry) => sum + entry.amountCents, 0);
    return create(LedgerSchema, { entries, balanceCents });
  }
}
