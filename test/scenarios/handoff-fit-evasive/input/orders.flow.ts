import { create } from "@bufbuild/protobuf";
import { branch, flow, graph, handoff, route, type StepContext } from "protograph";
import { DecisionSchema, type Delivered, DeliveredSchema, DeliveryRequestSchema, type Parcel, ParcelSchema, ReadyOrderSchema } from "../../../messages/generated/orders/v1/handing_pb.js";
import { createOrder, reviewOrder, deliverOrder, shipOrder } from "./shop.graph.js";

export function post(_ctx: StepContext, { reference }: Parcel): Delivered {
  return create(DeliveredSchema, { orderId: reference });
}

export const postOrder = graph({
  name: "orders.v1.PostOrder",
  inputs: [ParcelSchema],
  outputs: [DeliveredSchema],
  steps: [post],
});

/** A message of another name that looks alike, field by field: it fits. A branch that names its input is looked at as well. */
export const looking = flow({
  name: "orders.v1.Looking",
  outputs: [],
  graphs: [reviewOrder, shipOrder, deliverOrder, postOrder],
  handoffs: [
    route(reviewOrder, DecisionSchema, "outcome", {
      approved: [shipOrder, branch(deliverOrder, DeliveryRequestSchema, { role: "aux" })],
      rejected: branch(postOrder, ParcelSchema),
    }),
  ],
});

/** Sound: a map makes the one of the other. */
export const mapped = flow({
  name: "orders.v1.Mapped",
  graphs: [createOrder, postOrder],
  handoffs: [
    handoff(createOrder, ReadyOrderSchema, postOrder, ParcelSchema, {
      key: "orderId",
      map: (order) => create(ParcelSchema, { reference: order.orderId }),
    }),
  ],
});
