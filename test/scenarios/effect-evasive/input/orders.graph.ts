import * as p from "protograph";
import {
  type Customer,
  CustomerSchema,
  type Invoice,
  type InvoiceDraft,
  type Order,
  OrderSchema,
  type Payment,
  PaymentSchema,
  type Quote,
  QuoteSchema,
  type Receipt,
  ReceiptSchema,
  type Shipment,
  ShipmentSchema,
  type Stock,
  StockSchema,
} from "../../../messages/generated/orders/v1/orders_pb.js";
import { acting } from "./policies.js";

const forgetful = { durability: "memory" } as const;

export declare function price(ctx: p.StepContext, order: Order): Quote;

export declare function charge(ctx: p.StepContext, quote: Quote): Payment;

export declare function bill(ctx: p.StepContext, quote: Quote): Invoice;

export declare function draft(ctx: p.StepContext, invoice: Invoice): InvoiceDraft;

export declare function confirm(ctx: p.StepContext, payment: Payment, draft: InvoiceDraft): Receipt;

export declare function customer(ctx: p.StepContext, order: Order): Customer;

export declare function send(ctx: p.StepContext, customer: Customer): Shipment;

export declare function count(ctx: p.StepContext, shipment: Shipment): Stock;

/** Says nothing: is stored like what it stands in, whatever its own callers do. */
export const charging = p.graph({
  name: "orders.v1.Charging",
  inputs: [QuoteSchema],
  outputs: [ReceiptSchema],
  steps: [
    p.choose(PaymentSchema, {
      by: (quote: Quote) => (quote.cents > 100n ? "dear" : "cheap"),
      dear: p.use(charge, { ...acting, ...forgetful }),
      cheap: p.use(charge, acting),
    }),
    p.use(bill, { ...acting, durability: "async" }),
    draft,
    p.use(confirm, acting),
  ],
});

/** Says something: what it stands in does not matter. */
export const sending = p.graph({
  name: "orders.v1.Sending",
  durability: "sync",
  inputs: [CustomerSchema],
  outputs: [ShipmentSchema],
  steps: [p.use(send, acting)],
});

export const placeOrder = p.graph({
  ...forgetful,
  name: "orders.v1.PlaceOrder",
  inputs: [OrderSchema],
  outputs: [ReceiptSchema, StockSchema],
  steps: [price, customer, count, p.use(charging, { name: "Pay" }), sending],
});

/** The same graphs where everything is stored: nothing is wrong with them. */
export const placeLater = p.graph({
  name: "orders.v1.PlaceLater",
  inputs: [OrderSchema],
  outputs: [ReceiptSchema, StockSchema],
  steps: [price, customer, count, charging, sending],
});
