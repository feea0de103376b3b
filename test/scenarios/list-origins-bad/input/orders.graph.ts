import { graph, type StepContext } from "protograph";
import {
  type Customer,
  type Invoice,
  InvoiceSchema,
  type Order,
  OrderSchema,
  type Payment,
  PaymentSchema,
  type Quote,
  type Receipt,
  ReceiptSchema,
  type Shipment,
} from "../../../messages/generated/orders/v1/orders_pb.js";

export declare class Price {
  compute(ctx: StepContext, order: Order): Promise<readonly Quote[]>;
}

export declare class Ship {
  compute(ctx: StepContext, order: Order): AsyncIterable<Shipment>;
}

export declare class Bill {
  compute(ctx: StepContext, quote: Quote, shipment: Shipment): Invoice;
}

export declare class Total {
  compute(ctx: StepContext, order: Order, customers: readonly Customer[]): Payment;
}

export declare class Find {
  compute(ctx: StepContext, order: Order): Customer;
}

export declare class Confirm {
  compute(ctx: StepContext, invoices: readonly Invoice[], orders: AsyncIterable<Order>): Receipt;
}

export const placeOrder = graph({
  name: "orders.v1.PlaceOrder",
  inputs: [OrderSchema],
  outputs: [InvoiceSchema, PaymentSchema],
  steps: [Price, Ship, Bill, Find, Total],
});

export const confirmOrder = graph({
  name: "orders.v1.ConfirmOrder",
  inputs: [OrderSchema, InvoiceSchema],
  outputs: [ReceiptSchema],
  steps: [Confirm],
});
