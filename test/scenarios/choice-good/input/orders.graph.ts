import { choose, graph, type StepContext, use } from "protograph";
import {
  type Customer,
  CustomerSchema,
  type Order,
  OrderSchema,
  type Quote,
  QuoteSchema,
} from "../../../messages/generated/orders/v1/orders_pb.js";

export declare class Fast {
  compute(ctx: StepContext, order: Order): Quote;
}

export declare class Deep {
  compute(ctx: StepContext, order: Order, customer: Customer): Promise<Quote>;
}

/** Which of the two prices an order: answered at once, from messages. */
export function bySize(order: Order): "fast" | "deep" {
  return order.lines.length > 10 ? "deep" : "fast";
}

export const placeOrder = graph({
  name: "orders.v1.PlaceOrder",
  inputs: [OrderSchema, CustomerSchema],
  outputs: [QuoteSchema],
  steps: [
    choose(QuoteSchema, {
      by: bySize,
      fast: Fast,
      deep: use(Deep, { timeout: "30s" }),
    }),
  ],
});
