import { create } from "@bufbuild/protobuf";
import { flow, graph, handoff, route, type StepContext } from "protograph";
import { type Approved, ApprovedSchema, DecisionSchema, type Delivered, DeliveredSchema, DeliveryRequestSchema, ReadyOrderSchema, type Rejected, RejectedSchema } from "../../../messages/generated/orders/v1/handing_pb.js";
import { createOrder, deliverOrder, reviewOrder } from "./shop.graph.js";

/** It takes both messages of a decision, of which a run has one. */
export const closeOrder = graph({
  name: "orders.v1.CloseOrder",
  inputs: [ApprovedSchema, RejectedSchema],
  outputs: [DeliveredSchema],
  steps: [close],
});

export function close(_ctx: StepContext, approved: Approved, _rejected: Rejected): Delivered {
  return create(DeliveredSchema, { orderId: approved.orderId });
}

export const both = flow({
  name: "orders.v1.Both",
  graphs: [reviewOrder, closeOrder],
  handoffs: [route(reviewOrder, DecisionSchema, "outcome", { approved: closeOrder, rejected: closeOrder })],
});

/** What a flow in the flow takes is to be handed as well. */
export const delivering = flow({
  name: "orders.v1.Delivering",
  graphs: [createOrder, deliverOrder],
  handoffs: [handoff(createOrder, ReadyOrderSchema, deliverOrder, DeliveryRequestSchema, { key: "orderId" })],
});

export const outer = flow({ name: "orders.v1.Outer", inputs: [ReadyOrderSchema], graphs: [delivering, reviewOrder], handoffs: [] });

/** Sound: inputs that are left out are what nobody hands. */
export const derived = flow({ name: "orders.v1.Derived", graphs: [delivering, reviewOrder], handoffs: [] });
