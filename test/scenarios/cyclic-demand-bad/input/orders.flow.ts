import { create } from "@bufbuild/protobuf";
import { flow, graph, handoff, type StepContext } from "protograph";
import { type Delivered, DeliveredSchema, DeliveryRequestSchema, ReadyOrderSchema } from "../../../messages/generated/orders/v1/handing_pb.js";
import { type Order, OrderSchema } from "../../../messages/generated/orders/v1/orders_pb.js";
import { createOrder, deliverOrder } from "./shop.graph.js";

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

export const ordering = flow({
  name: "orders.v1.Ordering",
  graphs: [createOrder, deliverOrder, reorder],
  handoffs: [
    handoff(createOrder, ReadyOrderSchema, deliverOrder, DeliveryRequestSchema, { key: "orderId" }),
    handoff(deliverOrder, DeliveredSchema, reorder, DeliveredSchema, { key: "orderId" }),
    handoff(reorder, OrderSchema, createOrder, OrderSchema, { key: "id" }),
  ],
});
