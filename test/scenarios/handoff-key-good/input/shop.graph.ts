import { graph } from "protograph";
import { DeliveredSchema, DeliveryRequestSchema, ReadyOrderSchema } from "../../../messages/generated/orders/v1/handing_pb.js";
import { OrderSchema } from "../../../messages/generated/orders/v1/orders_pb.js";
import { deliver, makeReady, ReserveStock } from "./steps.js";

export const createOrder = graph({
  name: "orders.v1.CreateOrder",
  inputs: [OrderSchema],
  outputs: [ReadyOrderSchema],
  steps: [ReserveStock, makeReady],
});

export const deliverOrder = graph({
  name: "orders.v1.DeliverOrder",
  inputs: [DeliveryRequestSchema],
  outputs: [DeliveredSchema],
  steps: [deliver],
});
