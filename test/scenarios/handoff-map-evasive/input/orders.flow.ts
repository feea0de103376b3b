import { create } from "@bufbuild/protobuf";
import { branch, flow, graph, handoff, route, type StepContext } from "protograph";
import { type Approved, DecisionSchema, type Delivered, DeliveredSchema, type Parcel, ParcelSchema, type ReadyOrder, ReadyOrderSchema } from "../../../messages/generated/orders/v1/handing_pb.js";
import { createOrder, reviewOrder, shipOrder } from "./shop.graph.js";

export function post(_ctx: StepContext, { reference }: Parcel): Delivered {
  return create(DeliveredSchema, { orderId: reference });
}

export const postOrder = graph({
  name: "orders.v1.PostOrder",
  inputs: [ParcelSchema],
  outputs: [DeliveredSchema],
  steps: [post],
});

/** What it returns is inferred, and a promise. */
export const later = flow({
  name: "orders.v1.Later",
  graphs: [createOrder, postOrder],
  handoffs: [
    handoff(createOrder, ReadyOrderSchema, postOrder, ParcelSchema, {
      key: "orderId",
      map: async (order: ReadyOrder) => create(ParcelSchema, { reference: order.orderId }),
    }),
  ],
});

/** The map of a branch takes the message of another case. */
export const cases = flow({
  name: "orders.v1.Cases",
  graphs: [reviewOrder, shipOrder, postOrder],
  handoffs: [
    route(reviewOrder, DecisionSchema, "outcome", {
      approved: shipOrder,
      rejected: branch(postOrder, ParcelSchema, {
        map: (approved: Approved): Parcel => create(ParcelSchema, { reference: approved.orderId }),
      }),
    }),
  ],
});

/** A map that nobody can read. */
export const made = flow({
  name: "orders.v1.Made",
  graphs: [createOrder, postOrder],
  handoffs: [handoff(createOrder, ReadyOrderSchema, postOrder, ParcelSchema, { key: "orderId", map: Object.create })],
});

/** Sound: what it takes is told by the handoff, and what it returns inferred. */
export const sound = flow({
  name: "orders.v1.Sound",
  graphs: [createOrder, postOrder],
  handoffs: [
    handoff(createOrder, ReadyOrderSchema, postOrder, ParcelSchema, {
      key: "orderId",
      map: (order) => create(ParcelSchema, { reference: order.orderId }),
    }),
  ],
});
