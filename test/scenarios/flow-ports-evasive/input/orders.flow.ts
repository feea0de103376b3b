import { create } from "@bufbuild/protobuf";
import { branch, flow, handoff, awaited, route } from "protograph";
import { ApprovedSchema, DecisionSchema, DeliveredSchema, type DeliveryRequest, DeliveryRequestSchema, ReadyOrderSchema, type Rejected } from "../../../messages/generated/orders/v1/handing_pb.js";
import { OrderSchema } from "../../../messages/generated/orders/v1/orders_pb.js";
import { createOrder, deliverOrder, reviewOrder, shipOrder } from "./shop.graph.js";

/** Two graphs end in one message, and both run. */
export const collide = flow({
  name: "orders.v1.Collide",
  inputs: [DeliveryRequestSchema, ApprovedSchema],
  outputs: [DeliveredSchema],
  graphs: [deliverOrder, shipOrder],
  handoffs: [],
});

/** What may fail, and what comes after what may, may be absent. */
export const mayFail = flow({
  name: "orders.v1.MayFail",
  inputs: [OrderSchema],
  outputs: [DeliveredSchema],
  graphs: [createOrder, deliverOrder],
  handoffs: [
    handoff(createOrder, ReadyOrderSchema, deliverOrder, DeliveryRequestSchema, { key: "orderId", required: false }),
  ],
});

/** A flow awaits nothing. */
export const waiting = flow({
  name: "orders.v1.Waiting",
  inputs: [awaited(OrderSchema)],
  graphs: [createOrder],
  handoffs: [],
});

/** Sound: whatever is decided, one graph delivers. */
export const sound = flow({
  name: "orders.v1.Sound",
  inputs: [ReadyOrderSchema],
  outputs: [DeliveredSchema],
  graphs: [reviewOrder, shipOrder, deliverOrder],
  handoffs: [
    route(reviewOrder, DecisionSchema, "outcome", {
      approved: shipOrder,
      rejected: branch(deliverOrder, DeliveryRequestSchema, {
        map: (rejected: Rejected): DeliveryRequest => create(DeliveryRequestSchema, { orderId: rejected.orderId }),
      }),
    }),
  ],
});
