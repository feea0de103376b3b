import { graph, type StepContext, use } from "protograph";
import {
  type Order,
  OrderSchema,
  type Payment,
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

export declare class Confirm {
  compute(ctx: StepContext, payment: Payment): Promise<Receipt>;
}

export const placeOrder = graph({
  name: "orders.v1.PlaceOrder",
  durability: "memory",
  inputs: [OrderSchema],
  outputs: [ReceiptSchema],
  steps: [Price, use(Charge, { effect: true }), use(Confirm, { effect: true, durability: "memory" })],
});
