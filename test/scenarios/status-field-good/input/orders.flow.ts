import { flow, handoff, observe } from "protograph";
import { DeliveredSchema, DeliveryRequestSchema, ReadyOrderSchema } from "../../../messages/generated/orders/v1/handing_pb.js";
import { createOrder, deliverOrder } from "./shop.graph.js";

export const delivering = flow({
  name: "orders.v1.Delivering",
  outputs: [DeliveredSchema],
  graphs: [createOrder, deliverOrder],
  handoffs: [handoff(createOrder, ReadyOrderSchema, deliverOrder, DeliveryRequestSchema, { key: "orderId" }), observe(deliverOrder, DeliveredSchema, () => undefined)],
});
