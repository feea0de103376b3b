import { graph } from "protograph";
import { ApprovedSchema, DecisionSchema, DeliveredSchema, DeliveryRequestSchema, ReadyOrderSchema, RefundedSchema, RejectedSchema, RestockedSchema, StockShortageSchema } from "../../../messages/generated/orders/v1/handing_pb.js";
import { OrderSchema } from "../../../messages/generated/orders/v1/orders_pb.js";
import { deliver, makeReady, refund, ReserveStock, restock, review, ship } from "./steps.js";

export const createOrder = graph({
  name: "orders.v1.CreateOrder",
  inputs: [OrderSchema],
  outputs: [ReadyOrderSchema],
  steps: [ReserveStock, makeReady],
});

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

export const fillStock = graph({
  name: "orders.v1.FillStock",
  inputs: [StockShortageSchema],
  outputs: [RestockedSchema],
  steps: [restock],
});

export const deliverOrder = graph({
  name: "orders.v1.DeliverOrder",
  inputs: [DeliveryRequestSchema],
  outputs: [DeliveredSchema],
  steps: [deliver],
});
