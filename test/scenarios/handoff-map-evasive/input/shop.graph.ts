import { graph } from "protograph";
import { ApprovedSchema, DecisionSchema, DeliveredSchema, ReadyOrderSchema } from "../../../messages/generated/orders/v1/handing_pb.js";
import { OrderSchema } from "../../../messages/generated/orders/v1/orders_pb.js";
import { makeReady, ReserveStock, review, ship } from "./steps.js";

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
