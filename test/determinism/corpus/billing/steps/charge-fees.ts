import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Payment, type Ledger, LedgerSchema } from "../../../generated/billing/v1/billing_pb.js";
import { Fees } from "../lib/retry-policy.js";

export class ChargeFees {
  compute(_ctx: StepContext, payment: Payment): Ledger {
    const balanceCents = Fees.shared.of(payment.amountCents);
    return create(LedgerSchema, { balanceCents });
  }
}
