import { create } from "@bufbuild/protobuf";
import { branch, flow, graph, handoff, optional, route, type StepContext } from "protograph";
import { type Approved, ApprovedSchema, DecisionSchema, DeliveryRequestSchema, type ReadyOrder, ReadyOrderSchema, RefundedSchema, type Rejected } from "../../../messages/generated/orders/v1/handing_pb.js";
import { type Order, OrderSchema } from "../../../messages/generated/orders/v1/orders_pb.js";
import { createOrder, deliverOrder, reviewOrder, shipOrder, refundOrder } from "./shop.graph.js";

/** Two graphs hand one message to one input, and nothing says that only one of them does. */
export const other = graph({ name: "orders.v1.Other", inputs: [OrderSchema], outputs: [ReadyOrderSchema], steps: [ready] });

export function ready(_ctx: StepContext, order: Order): ReadyOrder {
  return create(ReadyOrderSchema, { orderId: order.id });
}

export const meeting = flow({
  name: "orders.v1.Meeting",
  graphs: [createOrder, other, deliverOrder],
  handoffs: [
    handoff(createOrder, ReadyOrderSchema, deliverOrder, DeliveryRequestSchema, { key: "orderId" }),
    handoff(other, ReadyOrderSchema, deliverOrder, DeliveryRequestSchema, { key: "orderId" }),
  ],
});

/** Two primary ways of one case. */
export const primaries = flow({
  name: "orders.v1.Primaries",
  outputs: [optional(RefundedSchema)],
  graphs: [reviewOrder, shipOrder, refundOrder, deliverOrder],
  handoffs: [
    route(reviewOrder, DecisionSchema, "outcome", {
      approved: [shipOrder, branch(deliverOrder, DeliveryRequestSchema)],
      rejected: refundOrder,
    }),
  ],
});

/** Sound: branches of one route exclude each other, and an aux way stands beside the primary one. */
export const sound = flow({
  name: "orders.v1.Sound",
  outputs: [],
  graphs: [reviewOrder, shipOrder, deliverOrder],
  handoffs: [
    route(reviewOrder, DecisionSchema, "outcome", {
      approved: [shipOrder, branch(deliverOrder, DeliveryRequestSchema, { role: "aux", required: false })],
      rejected: branch(shipOrder, ApprovedSchema, {
        map: (rejected: Rejected): Approved => create(ApprovedSchema, { orderId: rejected.orderId }),
      }),
    }),
  ],
});
