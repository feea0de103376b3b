import { type Current, flow, type FlowIs, handoff, optional, route } from "protograph";
import {
  DecisionSchema,
  DeliveredSchema,
  DeliveryRequestSchema,
  ReadyOrderSchema,
  RefundedSchema,
  StockShortageSchema,
} from "../../messages/generated/orders/v1/handing_pb.js";
import { createOrder, deliverOrder, fillStock, refundOrder, reviewOrder, shipOrder } from "./flow-graphs.js";

export const delivering = flow({
  name: "orders.v1.Delivering",
  unhappy: { OutOfStock: StockShortageSchema },
  graphs: [createOrder, deliverOrder, fillStock],
  handoffs: [
    handoff(createOrder, ReadyOrderSchema, deliverOrder, DeliveryRequestSchema, { key: "orderId" }),
    handoff(createOrder, StockShortageSchema, fillStock, StockShortageSchema, { key: "sku" }),
  ],
});

export const reviewing = flow({
  name: "orders.v1.Reviewing",
  inputs: [ReadyOrderSchema],
  outputs: [optional(DeliveredSchema), optional(RefundedSchema)],
  graphs: [reviewOrder, shipOrder, refundOrder],
  handoffs: [route(reviewOrder, DecisionSchema, "outcome", { approved: shipOrder, rejected: refundOrder })],
});

type D = typeof delivering;
type Graphs = typeof createOrder | typeof deliverOrder | typeof fillStock;
type Handed =
  | "orders.v1.CreateOrder/orders.v1.ReadyOrder -> orders.v1.DeliverOrder/orders.v1.DeliveryRequest"
  | "orders.v1.CreateOrder/orders.v1.StockShortage -> orders.v1.FillStock/orders.v1.StockShortage";
type Thrown = "OutOfStock orders.v1.StockShortage";
type R = typeof reviewing;
type Reviews = typeof reviewOrder | typeof shipOrder | typeof refundOrder;
type Ways =
  | "orders.v1.ReviewOrder/orders.v1.Decision.outcome=approved -> orders.v1.ShipOrder/orders.v1.Approved"
  | "orders.v1.ReviewOrder/orders.v1.Decision.outcome=rejected -> orders.v1.RefundOrder/orders.v1.Rejected";
type Given = "optional orders.v1.Delivered" | "optional orders.v1.Refunded";

export type Sound = [
  Current<FlowIs<D, undefined, undefined, Graphs, Handed, Thrown, "orders.v1.Delivering">>,
  Current<FlowIs<R, "orders.v1.ReadyOrder", Given, Reviews, Ways, never, "orders.v1.Reviewing">>,
];

export type StaleFlows = [
  Current<FlowIs<D, undefined, undefined, Graphs, Handed, Thrown, "orders.v1.Shipping">>,
  Current<FlowIs<D, "orders.v1.Order", undefined, Graphs, Handed, Thrown>>,
  Current<FlowIs<R, "orders.v1.ReadyOrder", "orders.v1.Delivered", Reviews, Ways, never>>,
  Current<FlowIs<R, "orders.v1.ReadyOrder", Given, typeof reviewOrder, Ways, never>>,
  Current<FlowIs<R, "orders.v1.ReadyOrder", Given, Reviews, Handed, never>>,
  Current<FlowIs<D, undefined, undefined, Graphs, Handed, never>>,
];
