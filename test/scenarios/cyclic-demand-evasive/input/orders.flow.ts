import { create } from "@bufbuild/protobuf";
import { flow, graph, handoff, route, type StepContext } from "protograph";
import { DecisionSchema, type Delivered, DeliveredSchema, DeliveryRequestSchema, type ReadyOrder, ReadyOrderSchema } from "../../../messages/generated/orders/v1/handing_pb.js";
import { type Order, OrderSchema } from "../../../messages/generated/orders/v1/orders_pb.js";
import { createOrder, deliverOrder, reviewOrder, shipOrder, refundOrder } from "./shop.graph.js";

/** Tells the shop of what was delivered: this is what a circle can be made of. */
export const reorder = graph({
  name: "orders.v1.Reorder",
  inputs: [DeliveredSchema],
  outputs: [OrderSchema],
  steps: [again],
});

export function again(_ctx: StepContext, { orderId }: Delivered): Order {
  return create(OrderSchema, { id: orderId });
}

/** The circle goes through a flow, and only for one case. */
export const reviewing = flow({
  name: "orders.v1.Reviewing",
  graphs: [reviewOrder, shipOrder, refundOrder],
  handoffs: [route(reviewOrder, DecisionSchema, "outcome", { approved: shipOrder, rejected: refundOrder })],
});

export const ordering = flow({
  name: "orders.v1.Ordering",
  graphs: [reviewing, createOrder, reorder],
  handoffs: [
    handoff(createOrder, ReadyOrderSchema, reviewing, ReadyOrderSchema, { key: "orderId" }),
    handoff(reviewing, DeliveredSchema, reorder, DeliveredSchema, { key: "orderId" }),
    handoff(reorder, OrderSchema, createOrder, OrderSchema, { key: "id" }),
  ],
});

/** A graph that takes what it gives. */
export const same = graph({ name: "orders.v1.Same", inputs: [OrderSchema, DeliveredSchema], outputs: [ReadyOrderSchema], steps: [join] });

export function join(_ctx: StepContext, order: Order, _delivered: Delivered): ReadyOrder {
  return create(ReadyOrderSchema, { orderId: order.id });
}

export const itself = flow({
  name: "orders.v1.Itself",
  graphs: [same],
  handoffs: [
    handoff(same, ReadyOrderSchema, same, DeliveredSchema, { key: "orderId" }),
  ],
});

/** Sound: two ways from one graph to one other meet, and close nothing. */
export const sound = flow({
  name: "orders.v1.Sound",
  graphs: [createOrder, deliverOrder, same],
  handoffs: [
    handoff(createOrder, ReadyOrderSchema, deliverOrder, DeliveryRequestSchema, { key: "orderId" }),
    handoff(deliverOrder, DeliveredSchema, same, DeliveredSchema, { key: "orderId" }),
  ],
});
