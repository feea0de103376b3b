import { flow, handoff } from "protograph";
import { DeliveryRequestSchema, ReadyOrderSchema } from "../../../messages/generated/orders/v1/handing_pb.js";
import { OrderSchema } from "../../../messages/generated/orders/v1/orders_pb.js";
import { createOrder, deliverOrder } from "./shop.graph.js";

export const delivering = flow({
  name: "orders.v1.Delivering",
  inputs: [OrderSchema],
  graphs: [createOrder, deliverOrder],
  handoffs: [handoff(createOrder, ReadyOrderSchema, deliverOrder, DeliveryRequestSchema, { key: "orderId" })],
});
