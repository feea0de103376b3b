import { choose, graph, type StepContext, use } from "protograph";
import {
  type Customer,
  type Invoice,
  InvoiceSchema,
  type Order,
  OrderSchema,
  type Payment,
  PaymentSchema,
  type Quote,
  QuoteSchema,
  type Shipment,
  type Stock,
} from "../../messages/generated/orders/v1/orders_pb.js";
import { Bill, BillLater, Pay } from "./steps.js";

declare function isPaid(payment: Payment, order: Order | undefined, stocks: readonly Stock[]): boolean;
declare function payNothing(ctx: StepContext, order: Order, shipment: Shipment): Promise<Payment>;
declare function method(quote: Quote, customer: Customer): "now" | "later";

export const when = graph({
  name: "orders.v1.When",
  inputs: [InvoiceSchema],
  outputs: [PaymentSchema],
  steps: [use(Pay, { when: (order: Order) => order.id !== "", timeout: "2s" })],
});

export const several = graph({
  name: "orders.v1.Several",
  inputs: [],
  outputs: [InvoiceSchema, PaymentSchema],
  steps: [use(Bill, { when: isPaid }), Pay],
});

export const fallback = graph({
  name: "orders.v1.Fallback",
  inputs: [InvoiceSchema, OrderSchema],
  outputs: [PaymentSchema],
  steps: [use(Pay, { fallback: payNothing })],
});

export const key = graph({
  name: "orders.v1.Key",
  inputs: [InvoiceSchema],
  outputs: [PaymentSchema],
  steps: [use(Pay, { rateLimit: { limit: 5, per: "1s", key: (customer: Customer) => customer.name } })],
});

export const all = graph({
  name: "orders.v1.All",
  inputs: [],
  outputs: [PaymentSchema],
  steps: [
    use(Pay, {
      when: (order: Order) => order.id !== "",
      rateLimit: { limit: 5, per: "1s", key: (customer: Customer, _invoice: Invoice) => customer.name },
      fallback: payNothing,
    }),
  ],
});

export const by = graph({
  name: "orders.v1.By",
  inputs: [QuoteSchema],
  outputs: [InvoiceSchema],
  steps: [choose(InvoiceSchema, { by: method, now: Bill, later: BillLater })],
});

export const sound = graph({
  name: "orders.v1.Sound",
  inputs: [InvoiceSchema, OrderSchema],
  outputs: [PaymentSchema],
  steps: [
    use(Pay, {
      when: (order: Order, invoice: Invoice) => order.id !== "" && invoice.number !== "",
      rateLimit: { limit: 5, per: "1s", key: ({ id }: Order) => id },
      fallback: async (ctx, order: Order): Promise<Payment> => Promise.reject(new Error(ctx.runId + order.id)),
    }),
  ],
});
