import { create } from "@bufbuild/protobuf";
import { flow, graph, handoff, observe, type StepContext } from "protograph";
import { type Delivered, DeliveredSchema, DeliveryRequestSchema, ReadyOrderSchema } from "../../../messages/generated/orders/v1/handing_pb.js";
import { type Invoice, InvoiceSchema, type Payment, PaymentSchema } from "../../../messages/generated/orders/v1/orders_pb.js";
import { createOrder, deliverOrder } from "./shop.graph.js";

export function bill(_ctx: StepContext, _delivered: Delivered): Invoice {
  return create(InvoiceSchema);
}

export const billing = graph({ name: "orders.v1.Billing", inputs: [DeliveredSchema], outputs: [InvoiceSchema], steps: [bill] });

/** What a flow ends in, and what is observed, is a checkpoint too; each message is said once. */
export const charging = flow({
  name: "orders.v1.Charging",
  graphs: [createOrder, deliverOrder, billing],
  handoffs: [
    handoff(createOrder, ReadyOrderSchema, deliverOrder, DeliveryRequestSchema, { key: "orderId" }),
    handoff(deliverOrder, DeliveredSchema, billing, DeliveredSchema, { key: "orderId" }),
    observe(billing, InvoiceSchema, () => undefined),
  ],
});

export function pay(_ctx: StepContext, _invoice: Invoice): Payment {
  return create(PaymentSchema);
}

export const paying = graph({ name: "orders.v1.Paying", inputs: [InvoiceSchema], outputs: [PaymentSchema], steps: [pay] });

/** A reason allows it in one flow, and says nothing of the others. */
export const collecting = flow({
  name: "orders.v1.Collecting",
  graphs: [billing, paying],
  handoffs: [
    // protograph-allow status-field -- the tax office's: it is printed, and never changes
    handoff(billing, InvoiceSchema, paying, InvoiceSchema, { key: "number" }),
  ],
});

/** What nobody takes is a checkpoint as well, and is said where the flow gives it; not again of the flow around it. */
export const closing = flow({ name: "orders.v1.Closing", graphs: [billing], handoffs: [], outputs: [InvoiceSchema] });

export const around = flow({ name: "orders.v1.Around", graphs: [closing], handoffs: [], outputs: [InvoiceSchema] });
