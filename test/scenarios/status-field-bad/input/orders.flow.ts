import { create } from "@bufbuild/protobuf";
import { flow, graph, handoff, observe, type StepContext } from "protograph";
import { type Invoice, InvoiceSchema, type Payment, PaymentSchema, type Quote, QuoteSchema } from "../../../messages/generated/orders/v1/orders_pb.js";

export function bill(_ctx: StepContext, _quote: Quote): Invoice {
  return create(InvoiceSchema);
}

export function pay(_ctx: StepContext, _invoice: Invoice): Payment {
  return create(PaymentSchema);
}

export const billing = graph({ name: "orders.v1.Billing", inputs: [QuoteSchema], outputs: [InvoiceSchema], steps: [bill] });

export const paying = graph({ name: "orders.v1.Paying", inputs: [InvoiceSchema], outputs: [PaymentSchema], steps: [pay] });

export const charging = flow({
  name: "orders.v1.Charging",
  graphs: [billing, paying],
  handoffs: [handoff(billing, InvoiceSchema, paying, InvoiceSchema, { key: "number" })],
});

/** Without a reason nothing is allowed, and where there is nothing to allow, the reason is none. */
export const collecting = flow({
  name: "orders.v1.Collecting",
  graphs: [billing, paying],
  handoffs: [
    // protograph-allow status-field
    handoff(billing, InvoiceSchema, paying, InvoiceSchema, { key: "number" }),
    // protograph-allow status-field -- nobody reads it
    observe(paying, PaymentSchema, () => undefined),
    // protograph-allow statusfield -- misspelt
  ],
});
