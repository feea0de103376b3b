import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Invoice, type Payment, PaymentSchema } from "../../../generated/billing/v1/billing_pb.js";

let counter = 0;

export class NumberInvoices {
  compute(_ctx: StepContext, invoice: Invoice): Payment {
    counter += 1;
    return create(PaymentSchema, { id: `P-${counter}`, invoiceId: invoice.id });
  }
}
