import { choose, graph, optional, type StepContext, use } from "protograph";
import {
  type Invoice,
  type Order,
  OrderSchema,
  type Receipt,
  ReceiptSchema,
} from "../../../messages/generated/orders/v1/orders_pb.js";
import { billing } from "./billing.js";

declare class Confirm {
  compute(ctx: StepContext, invoice: Invoice): Receipt;
}

declare function confirm(ctx: StepContext, invoice: Invoice): Receipt;

/** A function beside a step need not be exported: only the declaration calls it. */
const isLarge = (order: Order): boolean => order.lines.length > 10;

export const placeOrder = graph({
  name: "orders.v1.PlaceOrder",
  inputs: [OrderSchema],
  outputs: [optional(ReceiptSchema)],
  steps: [
    use(billing, { when: isLarge }),
    choose(ReceiptSchema, {
      by: (order: Order) => (order.id === "" ? "a" : "b"),
      a: Confirm,
      b: use((ctx: StepContext, invoice: Invoice): Receipt => confirm(ctx, invoice), {}),
    }),
  ],
});
