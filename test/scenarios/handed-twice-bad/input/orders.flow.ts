import { branch, flow, handoff, optional, route } from "protograph";
import { DecisionSchema, DeliveryRequestSchema, ReadyOrderSchema, RefundedSchema } from "../../../messages/generated/orders/v1/handing_pb.js";
import { createOrder, deliverOrder, reviewOrder, shipOrder, refundOrder } from "./shop.graph.js";

export const twice = flow({
  name: "orders.v1.Twice",
  graphs: [createOrder, deliverOrder],
  handoffs: [
    handoff(createOrder, ReadyOrderSchema, deliverOrder, DeliveryRequestSchema, { key: "orderId" }),
    handoff(createOrder, ReadyOrderSchema, deliverOrder, DeliveryRequestSchema, { key: "orderId", role: "aux" }),
  ],
});

export const aux = flow({
  name: "orders.v1.Aux",
  outputs: [optional(RefundedSchema)],
  graphs: [reviewOrder, shipOrder, refundOrder, deliverOrder],
  handoffs: [
    route(reviewOrder, DecisionSchema, "outcome", {
      approved: [
        shipOrder,
        branch(deliverOrder, DeliveryRequestSchema, { role: "aux", required: true }),
        branch(deliverOrder, DeliveryRequestSchema, { role: "aux", required: true }),
      ],
      rejected: refundOrder,
    }),
  ],
});
