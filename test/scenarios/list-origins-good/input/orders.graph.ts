import { graph, type StepContext, use } from "protograph";
import {
  type Invoice,
  InvoiceSchema,
  type Order,
  OrderSchema,
  type Payment,
  PaymentSchema,
  type Quote,
  type Shipment,
} from "../../../messages/generated/orders/v1/orders_pb.js";

/** One list: what is made of its items pairs with them, and a single order is there for each. */
export declare class Price {
  compute(ctx: StepContext, order: Order): Promise<readonly Quote[]>;
}

export declare class Ship {
  compute(ctx: StepContext, quote: Quote): Shipment;
}

export declare class Bill {
  compute(ctx: StepContext, quote: Quote, shipment: Shipment, order: Order): Invoice;
}

export declare class Total {
  compute(ctx: StepContext, quotes: readonly Quote[], invoices: AsyncIterable<Invoice>): Payment;
}

export const placeOrder = graph({
  name: "orders.v1.PlaceOrder",
  inputs: [OrderSchema],
  outputs: [InvoiceSchema, PaymentSchema],
  steps: [Price, use(Ship, { itemFailure: "collect" }), use(Bill, { itemFailure: "fail" }), Total],
});
