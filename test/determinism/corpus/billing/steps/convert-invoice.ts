import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Invoice, type Ledger, LedgerSchema } from "../../../generated/billing/v1/billing_pb.js";
import { DriftingMoney } from "../lib/money-type.js";

export class ConvertInvoice {
  compute(_ctx: StepContext, invoice: Invoice): Ledger {
    const total = new DriftingMoney(invoice.totalCents);
    const balanceCents = Math.round(+total);
    const memo = JSON.stringify({ total });
    return create(LedgerSchema, { entries: [{ account: "total", memo }], balanceCents });
  }
}
