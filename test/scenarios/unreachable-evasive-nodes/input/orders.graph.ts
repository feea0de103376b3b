import { choose, graph, type Lazy, optional, type StepContext, use } from "protograph";
import {
  type Customer,
  CustomerSchema,
  type Invoice,
  InvoiceSchema,
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
} from "../../../messages/generated/orders/v1/orders_pb.js";

export declare function price(ctx: StepContext, order: Order): Quote;

export declare function bill(ctx: StepContext, quote: Quote): Invoice;

export declare function find(ctx: StepContext, order: Order): Customer;

export declare function ship(ctx: StepContext, order: Order): Shipment;

export declare function pay(ctx: StepContext, invoice: Invoice, lazy: Lazy<Stock>): Payment;

export declare function count(ctx: StepContext, order: Order): Stock;

export declare function confirm(ctx: StepContext, quote: Quote): Receipt;

export const shipping = graph({
  name: "orders.v1.Shipping",
  inputs: [OrderSchema],
  outputs: [ShipmentSchema, ReceiptSchema],
  steps: [ship, price, confirm],
});

/** Needed by a condition, lazily, or for one branch is needed; a graph is needed when one of its outputs is. */
export const placeOrder = graph({
  name: "orders.v1.PlaceOrder",
  inputs: [OrderSchema],
  outputs: [optional(PaymentSchema), ShipmentSchema],
  steps: [price, bill, find, count, use(pay, { when: (customer: Customer) => customer.name !== "" }), shipping],
});

/** Nobody takes the choice, and only it takes the customer. */
export const billOrder = graph({
  name: "orders.v1.BillOrder",
  inputs: [OrderSchema, CustomerSchema],
  outputs: [QuoteSchema],
  steps: [
    price,
    count,
    shipping,
    choose(InvoiceSchema, { by: (customer: Customer, stock: Stock) => (customer.name + String(stock) ? "a" : "b"), a: bill, b: bill }),
  ],
});
