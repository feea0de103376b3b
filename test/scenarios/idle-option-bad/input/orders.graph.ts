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

export const placeOrder = graph({
  name: "orders.v1.PlaceOrder",
  inputs: [OrderSchema],
  outputs: [PaymentSchema],
  steps: [use(Price, { parallelism: 4, window: 2 }), use(Charge, { itemFailure: "collect" })],
});
