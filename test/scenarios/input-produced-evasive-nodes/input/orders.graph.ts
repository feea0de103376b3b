import { awaited, graph, optional, type StepContext, use } from "protograph";
import {
  type Invoice,
  InvoiceSchema,
  type Order,
  OrderSchema,
  type Payment,
  PaymentSchema,
  type Quote,
  QuoteSchema,
  type Stock,
} from "../../../messages/generated/orders/v1/orders_pb.js";

export declare function bill(ctx: StepContext, order: Order): Invoice | undefined;

export declare function pay(ctx: StepContext, invoice: Invoice, quote: Quote): Payment;

export declare function price(ctx: StepContext, order: Order): Quote;

/** The quote in here is its own. */
export const billing = graph({
  name: "orders.v1.Billing",
  inputs: [OrderSchema],
  outputs: [optional(InvoiceSchema)],
  steps: [price, checked, use(bill, { when: (stock: Stock) => stock.available > 0 })],
});

export declare function checked(ctx: StepContext, quote: Quote): Stock;

/** A message that arrives later, and one that may be absent, have one producer all the same. */
export const payOrder = graph({
  name: "orders.v1.PayOrder",
  inputs: [OrderSchema, QuoteSchema, awaited(InvoiceSchema, { within: "3d" })],
  outputs: [PaymentSchema],
  steps: [billing, pay],
});
