import { flow, handoff } from "protograph";
import { DeliveryRequestSchema, ReadyOrderSchema } from "../../../messages/generated/orders/v1/handing_pb.js";
import { createOrder, deliverOrder } from "./shop.graph.js";

/** The order in which graphs are listed closes no circle. */
export const delivering = flow({
  name: "orders.v1.Delivering",
  graphs: [deliverOrder, createOrder],
  handoffs: [handoff(createOrder, ReadyOrderSchema, deliverOrder, DeliveryRequestSchema, { key: "orderId" })],
});
