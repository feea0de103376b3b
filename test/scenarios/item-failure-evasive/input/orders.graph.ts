import { choose, graph, type StepContext, use } from "protograph";
import {
  type Customer,
  CustomerSchema,
  type Invoice,
  InvoiceSchema,
  type InvoiceDraft,
  InvoiceDraftSchema,
  type Order,
  OrderSchema,
  type Payment,
  PaymentSchema,
  type Quote,
  type Receipt,
  type Shipment,
  type Stock,
  StockSchema,
} from "../../../messages/generated/orders/v1/orders_pb.js";

export declare class Split {
  compute(ctx: StepContext, order: Order): readonly Quote[];
}

export declare class Bill {
  compute(ctx: StepContext, quote: Quote): Invoice;
}

export declare class Sum {
  compute(ctx: StepContext, invoices: readonly Invoice[]): Receipt;
}

export declare class Draft {
  compute(ctx: StepContext, order: Order): InvoiceDraft;
}

/** Says it of what is lifted in here; what is not is lifted from outside. */
export const billing = graph({
  name: "orders.v1.Billing",
  inputs: [CustomerSchema],
  outputs: [StockSchema, PaymentSchema],
  steps: [count, use(pay, { itemFailure: { tolerate: 0.5 } }), use(look, { itemFailure: "fail" })],
});

export declare function look(ctx: StepContext, customer: Customer): Stock;

export declare function count(ctx: StepContext, customer: Customer): AsyncIterable<Shipment>;

export declare function pay(ctx: StepContext, shipment: Shipment): Payment;

export declare function customers(ctx: StepContext, order: Order): AsyncIterable<Customer>;

/** Lifted by its condition alone, and through the branches of a choice. */
export const placeOrder = graph({
  name: "orders.v1.PlaceOrder",
  inputs: [OrderSchema],
  outputs: [InvoiceDraftSchema, InvoiceSchema, StockSchema, PaymentSchema],
  steps: [
    Split,
    use(Draft, { when: (quote: Quote) => quote.cents > 0n, parallelism: 2 }),
    choose(InvoiceSchema, { by: (order: Order) => (order.id === "" ? "a" : "b"), a: Bill, b: use(Bill, { itemFailure: "fail" }) }),
    customers,
    billing,
  ],
});
