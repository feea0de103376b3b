import { choose, graph, type Lazy, optional, type StepContext } from "protograph";
import {
  type Order,
  OrderSchema,
  PaymentSchema,
  QuoteSchema,
  ReceiptSchema,
  type Stock,
  StockSchema,
} from "../../../messages/generated/orders/v1/orders_pb.js";
import { invoice, late, payment, Price, quote, receipt } from "./choices.js";

export const placeOrder = graph({
  name: "orders.v1.PlaceOrder",
  inputs: [OrderSchema],
  outputs: [optional(ReceiptSchema), PaymentSchema],
  steps: [quote, invoice, receipt, payment],
});

/** A graph is no branch, nor is a choice; and a selector that answers later is none. */
export const otherOrder = graph({
  name: "orders.v1.OtherOrder",
  inputs: [OrderSchema],
  outputs: [QuoteSchema, StockSchema],
  steps: [
    choose(QuoteSchema, { by: late, a: placeOrder, b: quote }),
    choose(StockSchema, { by: (order: Order, later: Lazy<Stock>, ctx: StepContext) => ctx.runId + order.id, a: Count, b: Price }),
  ],
});

export declare function Count(ctx: StepContext, order: Order): Stock;
