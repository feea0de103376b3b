import { create } from "@bufbuild/protobuf";
import { flow, graph, handoff, route, type StepContext } from "protograph";
import { DecisionSchema, DeliveryRequestSchema, type ReadyOrder, ReadyOrderSchema, StockShortageSchema } from "../../../messages/generated/orders/v1/handing_pb.js";
import { type Order, OrderSchema } from "../../../messages/generated/orders/v1/orders_pb.js";
import { createOrder, reviewOrder, shipOrder, fillStock, deliverOrder } from "./shop.graph.js";

/** The list is one message for each item. */
export const manyOrders = graph({
  name: "orders.v1.ManyOrders",
  inputs: [OrderSchema],
  outputs: [ReadyOrderSchema],
  steps: [split],
});

export function split(_ctx: StepContext, order: Order): ReadyOrder[] {
  return [create(ReadyOrderSchema, { orderId: order.id })];
}

export const lists = flow({
  name: "orders.v1.Lists",
  graphs: [manyOrders, deliverOrder],
  handoffs: [handoff(manyOrders, ReadyOrderSchema, deliverOrder, DeliveryRequestSchema, { key: "orderId" })],
});

/** What is handed on in the flow, it does not give; and what it takes itself, nobody hands. */
export const inside = flow({
  name: "orders.v1.Inside",
  graphs: [createOrder, deliverOrder],
  handoffs: [handoff(createOrder, ReadyOrderSchema, deliverOrder, DeliveryRequestSchema, { key: "orderId" })],
});

export const outside = flow({
  name: "orders.v1.Outside",
  graphs: [inside, reviewOrder],
  handoffs: [handoff(inside, ReadyOrderSchema, reviewOrder, ReadyOrderSchema, { key: "orderId" })],
});

/** A case whose graph takes another message. */
export const cases = flow({
  name: "orders.v1.Cases",
  graphs: [reviewOrder, shipOrder, deliverOrder],
  handoffs: [route(reviewOrder, DecisionSchema, "outcome", { approved: shipOrder, rejected: deliverOrder })],
});

/** Sound: the message is one that an exception becomes. */
export const thrown = flow({
  name: "orders.v1.Thrown",
  unhappy: { OutOfStock: StockShortageSchema },
  graphs: [createOrder, fillStock],
  handoffs: [handoff(createOrder, StockShortageSchema, fillStock, StockShortageSchema, { key: "sku" })],
});
