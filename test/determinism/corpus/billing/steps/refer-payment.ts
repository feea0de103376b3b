import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Invoice, type Payment, PaymentSchema } from "../../../generated/billing/v1/billing_pb.js";
import { patiently, referenceFrom } from "../lib/context-helpers.js";

export interface Bank {
  charge(cents: number, key: string): Promise<string>;
}

export class ReferPayment {
  constructor(private readonly bank: Bank) {}

  async compute(ctx: StepContext, invoice: Invoice): Promise<Payment> {
    const reference = referenceFrom("P", ctx);
    const id = await patiently(3, ctx, () => this.bank.charge(invoice.totalCents, ctx.idempotencyKey));
    return create(PaymentSchema, { id, invoiceId: invoice.id, reference });
  }
}
