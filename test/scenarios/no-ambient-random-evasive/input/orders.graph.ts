import { graph } from "protograph";
import { OrderSchema, ReceiptSchema } from "../../../messages/generated/orders/v1/orders_pb.js";
import { Confirm } from "./steps/confirm.js";

/** From an order to its receipt. */
export const placeOrder = graph({
  name: "orders.v1.PlaceOrder",
  inputs: [OrderSchema],
  outputs: [ReceiptSchema],
  steps: [Confirm],
});
