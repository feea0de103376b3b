import { choose, graph, type StepContext, use } from "protograph";
import {
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

const careful = { itemFailure: "fail", parallelism: 8 } as const;

/** Called once here, and for each item of a list elsewhere. */
export const billing = graph({
  name: "orders.v1.Billing",
  inputs: [QuoteSchema],
  outputs: [InvoiceSchema],
  steps: [use(Bill, careful)],
});

export const placeOrder = graph({
  name: "orders.v1.PlaceOrder",
  inputs: [OrderSchema],
  outputs: [ReceiptSchema, PaymentSchema],
  steps: [
    Split,
    billing,
    use(Sum, { ...careful, window: 3 }),
    choose(PaymentSchema, {
      by: (order: Order) => (order.id === "" ? "a" : "b"),
      a: use(pay, { name: "First" }),
      b: pay,
    }),
  ],
});

export declare function pay(ctx: StepContext, order: Order): Payment;
