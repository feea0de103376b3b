import { flow, graph, handoff, observe, optional, route, tap } from "protograph";
import {
  ApprovedSchema,
  DecisionSchema,
  DeliveredSchema,
  DeliveryRequestSchema,
  ReadyOrderSchema,
  RefundedSchema,
  RejectedSchema,
  RestockedSchema,
  StockShortageSchema,
} from "../../../messages/generated/orders/v1/handing_pb.js";
import { OrderSchema } from "../../../messages/generated/orders/v1/orders_pb.js";
import { deliver, makeReady, refund, ReserveStock, restock, review, ship } from "./steps.js";

export const createOrder = graph({
  name: "orders.v1.CreateOrder",
  inputs: [OrderSchema],
  outputs: [ReadyOrderSchema],
  steps: [ReserveStock, makeReady],
});

export const reviewOrder = graph({
  name: "orders.v1.ReviewOrder",
  inputs: [ReadyOrderSchema],
  outputs: [DecisionSchema],
  steps: [review],
});

export const shipOrder = graph({
  name: "orders.v1.ShipOrder",
  inputs: [ApprovedSchema],
  outputs: [DeliveredSchema],
  steps: [ship],
});

export const refundOrder = graph({
  name: "orders.v1.RefundOrder",
  inputs: [RejectedSchema],
  outputs: [RefundedSchema],
  steps: [refund],
});

export const fillStock = graph({
  name: "orders.v1.FillStock",
  inputs: [StockShortageSchema],
  outputs: [RestockedSchema],
  steps: [restock],
});

export const deliverOrder = graph({
  name: "orders.v1.DeliverOrder",
  inputs: [DeliveryRequestSchema],
  outputs: [DeliveredSchema],
  steps: [deliver],
});

/** Two graphs, and what is left out is what it says. */
export const delivering = flow({
  name: "orders.v1.Delivering",
  graphs: [createOrder, deliverOrder],
  handoffs: [handoff(createOrder, ReadyOrderSchema, deliverOrder, DeliveryRequestSchema, { key: "orderId" })],
});

/** Reviews an order, and ships or refunds it. */
export const reviewing = flow({
  name: "orders.v1.Reviewing",
  graphs: [reviewOrder, shipOrder, refundOrder],
  handoffs: [route(reviewOrder, DecisionSchema, "outcome", { approved: shipOrder, rejected: refundOrder })],
});

/** From an order to where it ends. */
export const ordering = flow({
  name: "orders.v1.Ordering",
  version: "2",
  inputs: [OrderSchema],
  outputs: [optional(DeliveredSchema), optional(RefundedSchema), optional(RestockedSchema)],
  unhappy: { OutOfStock: StockShortageSchema },
  graphs: [fillStock, reviewing, createOrder],
  handoffs: [
    handoff(createOrder, ReadyOrderSchema, reviewing, ReadyOrderSchema, { key: ["orderId", "customer.id"], window: 4 }),
    handoff(createOrder, StockShortageSchema, fillStock, StockShortageSchema, { key: "orderId", role: "aux" }),
    observe(createOrder, ReadyOrderSchema, (order) => void order.orderId, { required: true }),
    tap(createOrder, ReserveStock, (quote) => void quote.cents, { weak: true }),
  ],
});
