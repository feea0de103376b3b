import { flow, handoff } from "protograph";
import { ReadyOrderSchema } from "../../../messages/generated/orders/v1/handing_pb.js";
import { OrderSchema } from "../../../messages/generated/orders/v1/orders_pb.js";
import { createOrder, deliverOrder, reviewOrder } from "./shop.graph.js";

export const ordering = flow({
  name: "orders.v1.Ordering",
  inputs: [OrderSchema],
  graphs: [createOrder, deliverOrder, reviewOrder],
  handoffs: [handoff(createOrder, ReadyOrderSchema, reviewOrder, ReadyOrderSchema, { key: "orderId" })],
});
