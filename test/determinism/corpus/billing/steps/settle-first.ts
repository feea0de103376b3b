import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Invoice, type Payment, PaymentSchema } from "../../../generated/billing/v1/billing_pb.js";

export interface Gateway {
  charge(invoiceId: string, cents: number): Promise<string>;
}

export class SettleFirst {
  constructor(
    private readonly primary: Gateway,
    private readonly backup: Gateway,
  ) {}

  async compute(_ctx: StepContext, invoice: Invoice): Promise<Payment> {
    const charges = [this.primary, this.backup].map((gateway) => gateway.charge(invoice.id, invoice.totalCents));
    const reference = await Promise.any(charges);
    return create(PaymentSchema, { id: invoice.id, invoiceId: invoice.id, reference });
  }
}
