import { flow, handoff } from "protograph";
import { DeliveryRequestSchema, ReadyOrderSchema } from "../../../messages/generated/orders/v1/handing_pb.js";
import { createOrder, deliverOrder } from "./shop.graph.js";

export const noField = flow({
  name: "orders.v1.NoField",
  graphs: [createOrder, deliverOrder],
  handoffs: [handoff(createOrder, ReadyOrderSchema, deliverOrder, DeliveryRequestSchema, { key: "orderID" })],
});

export const aList = flow({
  name: "orders.v1.AList",
  graphs: [createOrder, deliverOrder],
  handoffs: [handoff(createOrder, ReadyOrderSchema, deliverOrder, DeliveryRequestSchema, { key: "skus" })],
});

export const aMessage = flow({
  name: "orders.v1.AMessage",
  graphs: [createOrder, deliverOrder],
  handoffs: [handoff(createOrder, ReadyOrderSchema, deliverOrder, DeliveryRequestSchema, { key: "customer" })],
});

export const aNumber = flow({
  name: "orders.v1.ANumber",
  graphs: [createOrder, deliverOrder],
  handoffs: [handoff(createOrder, ReadyOrderSchema, deliverOrder, DeliveryRequestSchema, { key: ["orderId", "weight"] })],
});

export const twice = flow({
  name: "orders.v1.Twice",
  graphs: [createOrder, deliverOrder],
  handoffs: [handoff(createOrder, ReadyOrderSchema, deliverOrder, DeliveryRequestSchema, { key: ["orderId", "orderId"] })],
});
