import { graph, type StepContext } from "protograph";
import {
  type Order,
  OrderSchema,
  type Payment,
  PaymentSchema,
} from "../../../messages/generated/orders/v1/orders_pb.js";

export declare function ship(ctx: StepContext, order: Order): Payment;

/** A step in here may be called like one outside. */
export const billing = graph({
  name: "billing.v1.Billing",
  inputs: [OrderSchema],
  outputs: [PaymentSchema],
  steps: [ship],
});
