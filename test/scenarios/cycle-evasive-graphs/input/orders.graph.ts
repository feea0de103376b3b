import { graph, type StepContext } from "protograph";
import {
  type Invoice,
  InvoiceSchema,
  type Order,
  OrderSchema,
  type Payment,
  PaymentSchema,
  type Receipt,
  ReceiptSchema,
  type Stock,
  StockSchema,
} from "../../../messages/generated/orders/v1/orders_pb.js";
import { billing } from "./billing.js";

export declare function pay(ctx: StepContext, invoice: Invoice): Payment;

/** Its two outputs need nothing of each other; but a graph is one step, and needs all its inputs. */
export const round = graph({
  name: "orders.v1.Round",
  inputs: [OrderSchema],
  outputs: [ReceiptSchema],
  steps: [twice, pay],
});

export const twice = graph({
  name: "orders.v1.Twice",
  inputs: [OrderSchema, PaymentSchema],
  outputs: [InvoiceSchema, ReceiptSchema],
  steps: [bill, confirm],
});

export declare function bill(ctx: StepContext, order: Order): Invoice;

export declare function confirm(ctx: StepContext, payment: Payment): Receipt;

/** It contains what contains it, in another file. */
export const ordering = graph({
  name: "orders.v1.Ordering",
  inputs: [OrderSchema],
  outputs: [InvoiceSchema],
  steps: [billing],
});

const again = { inputs: [OrderSchema], outputs: [StockSchema] } as const;

/** It contains itself, beside what would do. */
export const self: unknown = graph({ name: "orders.v1.Self", ...again, steps: [self, count] });

export declare function count(ctx: StepContext, order: Order): Stock;
