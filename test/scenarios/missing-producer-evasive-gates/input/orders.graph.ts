import { choose, graph, type Lazy, optional, type StepContext, use } from "protograph";
import {
  type Customer,
  type Invoice,
  type InvoiceDraft,
  type Order,
  OrderSchema,
  type Payment,
  type Quote,
  type Receipt,
  ReceiptSchema,
  type Shipment,
  type Stock,
} from "../../../messages/generated/orders/v1/orders_pb.js";
import { billing } from "./billing.js";

export declare function quote(ctx: StepContext, order: Order): Quote;

export declare function pay(ctx: StepContext, invoice: Invoice): Payment;

export declare function send(ctx: StepContext, payment: Payment, shipment: Lazy<Shipment>): Receipt;

/** What functions beside a step take, and what a graph in the graph takes; what is inside of it, nobody sees. */
export const placeOrder = graph({
  name: "orders.v1.PlaceOrder",
  inputs: [OrderSchema],
  outputs: [optional(ReceiptSchema)],
  steps: [
    use(quote, { when: (stock: Stock) => stock.available > 0, rateLimit: { limit: 1, per: "1s", key: byCustomer } }),
    billing,
    pay,
    choose(ReceiptSchema, {
      by: (draft: InvoiceDraft) => (draft.number === "" ? "a" : "b"),
      a: use(send, { fallback: (ctx: StepContext, stock: Stock): Receipt => sent(ctx, stock) }),
      b: send,
    }),
  ],
});

declare function byCustomer(customer: Customer): string;

declare function sent(ctx: StepContext, stock: Stock): Receipt;
