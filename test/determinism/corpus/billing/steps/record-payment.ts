import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Invoice, type Payment, PaymentSchema } from "../../../generated/billing/v1/billing_pb.js";
import { newReference } from "../lib/index.js";

export class RecordPayment {
  compute(_ctx: StepContext, invoice: Invoice): Payment {
    const reference = newReference("PAY");
    return create(PaymentSchema, { id: invoice.id, invoiceId: invoice.id, amountCents: invoice.totalCents, reference });
  }
}
