import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Payment, type Ledger, LedgerSchema } from "../../../generated/billing/v1/billing_pb.js";
import { Fees } from "../lib/retry-policy.js";

const fees = new Fees();

export class ChargeOwnFees {
  compute(_ctx: StepContext, payment: Payment): Ledger {
    return create(LedgerSchema, { balanceCents: fees.of(payment.amountCents) + new Fees().of(1) });
  }
}
