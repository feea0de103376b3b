import { flow, handoff, optional, route } from "protograph";
import { DecisionSchema, DeliveredSchema, DeliveryRequestSchema, ReadyOrderSchema, RefundedSchema, RejectedSchema } from "../../../messages/generated/orders/v1/handing_pb.js";
import { OrderSchema, QuoteSchema } from "../../../messages/generated/orders/v1/orders_pb.js";
import { createOrder, deliverOrder, reviewOrder, shipOrder, refundOrder } from "./shop.graph.js";

export const ports = flow({
  name: "orders.v1.Ports",
  inputs: [OrderSchema, RejectedSchema, DeliveryRequestSchema],
  outputs: [DeliveredSchema, QuoteSchema, DeliveredSchema],
  graphs: [createOrder, deliverOrder],
  handoffs: [handoff(createOrder, ReadyOrderSchema, deliverOrder, DeliveryRequestSchema, { key: "orderId" })],
});

export const absent = flow({
  name: "orders.v1.Absent",
  inputs: [ReadyOrderSchema],
  outputs: [DeliveredSchema, optional(RefundedSchema)],
  graphs: [reviewOrder, shipOrder, refundOrder],
  handoffs: [route(reviewOrder, DecisionSchema, "outcome", { approved: shipOrder, rejected: refundOrder })],
});
