import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Invoice, type Ledger, LedgerSchema } from "../../../generated/billing/v1/billing_pb.js";
import { Money } from "../lib/money-type.js";

export class ConvertByRate {
  compute(_ctx: StepContext, invoice: Invoice): Ledger {
    const total = new Money(invoice.totalCents, () => 1.08);
    const balanceCents = Math.round(Number(total));
    return create(LedgerSchema, { entries: [{ account: "total", memo: `${total}` }], balanceCents });
  }
}
