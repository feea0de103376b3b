import { flow, handoff, route } from "protograph";
import { DecisionSchema, DeliveryRequestSchema, ReadyOrderSchema } from "../../../messages/generated/orders/v1/handing_pb.js";
import { createOrder, deliverOrder, reviewOrder, shipOrder, refundOrder } from "./shop.graph.js";

const key = ["orderId", "customer.ids"] as const;

/** A field of a message in the message, written elsewhere. */
export const deep = flow({
  name: "orders.v1.Deep",
  graphs: [createOrder, deliverOrder],
  handoffs: [handoff(createOrder, ReadyOrderSchema, deliverOrder, DeliveryRequestSchema, { key })],
});

/** The key of a branch is a field of the decision; a case is no field that is always there. */
export const cases = flow({
  name: "orders.v1.Cases",
  graphs: [reviewOrder, shipOrder, refundOrder],
  handoffs: [
    route(reviewOrder, DecisionSchema, "outcome", { approved: shipOrder, rejected: refundOrder }, { key: "approved.orderId" }),
  ],
});

/** Sound: a whole number, and text of a message in the message. */
export const sound = flow({
  name: "orders.v1.Sound",
  graphs: [createOrder, deliverOrder],
  handoffs: [
    handoff(createOrder, ReadyOrderSchema, deliverOrder, DeliveryRequestSchema, { key: ["customer.id", "cents"] }),
  ],
});
