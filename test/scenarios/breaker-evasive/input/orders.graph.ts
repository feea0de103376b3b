import { choose, graph, type StepContext, use } from "protograph";
import {
  type Order,
  OrderSchema,
  type Payment,
  PaymentSchema,
  type Quote,
  type Receipt,
  ReceiptSchema,
} from "../../../messages/generated/orders/v1/orders_pb.js";

export declare class Price {
  compute(ctx: StepContext, order: Order): Quote;
}

export declare class Charge {
  compute(ctx: StepContext, quote: Quote): Promise<Payment>;
}

const careful = { breaker: { failures: 0.5, over: "30s", reset: "10s" }, timeout: "2s" } as const;

export const charging = use(Charge, careful);

export const placeOrder = graph({
  name: "orders.v1.PlaceOrder",
  inputs: [OrderSchema],
  outputs: [PaymentSchema, ReceiptSchema],
  steps: [
    Price,
    charging,
    choose(ReceiptSchema, {
      by: (order: Order) => (order.id === "" ? "one" : "two"),
      one: use(confirm, careful),
      two: use(confirm, { ...careful, fallback: (ctx: StepContext): Receipt => confirmed(ctx) }),
    }),
  ],
});

export declare function confirm(ctx: StepContext, payment: Payment): Receipt;

export declare function confirmed(ctx: StepContext): Receipt;
