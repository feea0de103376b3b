import { graph } from "protograph";
import { ApprovedSchema, DecisionSchema, DeliveredSchema, ReadyOrderSchema, RefundedSchema, RejectedSchema } from "../../../messages/generated/orders/v1/handing_pb.js";
import { refund, review, ship } from "./steps.js";

export const reviewOrder = graph({
  name: "orders.v1.ReviewOrder",
  inputs: [ReadyOrderSchema],
  outputs: [DecisionSchema],
  steps: [review],
});

export const shipOrder = graph({
  name: "orders.v1.ShipOrder",
  inputs: [ApprovedSchema],
  outputs: [DeliveredSchema],
  steps: [ship],
});

export const refundOrder = graph({
  name: "orders.v1.RefundOrder",
  inputs: [RejectedSchema],
  outputs: [RefundedSchema],
  steps: [refund],
});
