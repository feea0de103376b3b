import { graph, type StepContext, use } from "protograph";
import {
  type Order,
  OrderSchema,
  type Payment,
  PaymentSchema,
  type Quote,
} from "../../../messages/generated/orders/v1/orders_pb.js";

export declare class Price {
  compute(ctx: StepContext, order: Order): Quote;
}

export declare class Charge {
  compute(ctx: StepContext, quote: Quote): Promise<Payment>;
}

/** Nothing is charged while the bank is away: the payment says that it is still to come. */
export const chargeLater = async (ctx: StepContext, quote: Quote): Promise<Payment> => {
  throw new Error(`${ctx.runId} ${quote.cents}`);
};

export const placeOrder = graph({
  name: "orders.v1.PlaceOrder",
  inputs: [OrderSchema],
  outputs: [PaymentSchema],
  steps: [Price, use(Charge, { breaker: { failures: 5, reset: "10s" }, fallback: chargeLater })],
});
