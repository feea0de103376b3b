import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Payment, type Ledger, LedgerSchema } from "../../../generated/billing/v1/billing_pb.js";

export class ClearPayments {
  compute(_ctx: StepContext, payments: readonly Payment[]): Ledger {
    for (const payment of payments) {
      payment.reference = payment.reference.trim();
    }
    const entries = payments.map((payment) => {
      payment.amountCents = Math.abs(payment.amountCents);
      return { account: payment.method, amountCents: payment.amountCents, memo: payment.reference };
    });
    return create(LedgerSchema, { entries });
  }
}
