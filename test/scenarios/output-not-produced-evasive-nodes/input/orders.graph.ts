import { graph, optional, type StepContext } from "protograph";
import {
  type Invoice,
  InvoiceSchema,
  type Order,
  OrderSchema,
  type Quote,
  QuoteSchema,
  ReceiptSchema,
} from "../../../messages/generated/orders/v1/orders_pb.js";

export declare function price(ctx: StepContext, order: Order): Quote;

export declare function bill(ctx: StepContext, quote: Quote): Invoice;

export const billing = graph({
  name: "orders.v1.Billing",
  inputs: [OrderSchema],
  outputs: [InvoiceSchema],
  steps: [price, bill],
});

/** What a graph keeps to itself is no output of another; nor is what nobody makes, though it may be absent. */
export const placeOrder = graph({
  name: "orders.v1.PlaceOrder",
  inputs: [OrderSchema],
  outputs: [InvoiceSchema, QuoteSchema, optional(ReceiptSchema)],
  steps: [billing],
});
