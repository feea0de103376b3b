import { choose, graph, type StepContext, use } from "protograph";
import {
  type Invoice,
  InvoiceSchema,
  type Order,
  OrderSchema,
  type Payment,
  type Quote,
  type Receipt,
  ReceiptSchema,
  type Shipment,
  ShipmentSchema,
} from "../../../messages/generated/orders/v1/orders_pb.js";
import * as pb from "../../../messages/generated/orders/v1/orders_pb.js";
import * as billing from "./billing.js";

export declare class Invoice {
  compute(ctx: StepContext, order: Order): Quote;
}

export declare function bill(ctx: StepContext, quote: Quote): pb.Invoice;

export declare function ship(ctx: StepContext, order: Order): Shipment;

export const shipping = graph({
  name: "orders.v1.Billing",
  inputs: [OrderSchema],
  outputs: [ShipmentSchema],
  steps: [ship],
});

/** A choice is called like its message, and a graph by the end of its name. */
export const placeOrder = graph({
  name: "orders.v1.PlaceOrder",
  inputs: [OrderSchema],
  outputs: [InvoiceSchema, ShipmentSchema, ReceiptSchema],
  steps: [
    Invoice,
    choose(InvoiceSchema, { by: (order: Order) => (order.id === "" ? "a" : "b"), a: bill, b: bill }),
    shipping,
    billing.billing,
    use(confirm, { name: "shipping" }),
  ],
});

export declare function confirm(ctx: StepContext, payment: Payment): Receipt;
