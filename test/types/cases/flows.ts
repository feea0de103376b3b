import { create } from "@bufbuild/protobuf";
import { branch, flow, handoff, observe, route, tap } from "protograph";
import {
  type Approved,
  ApprovedSchema,
  DecisionSchema,
  DeliveredSchema,
  DeliveryRequestSchema,
  ParcelSchema,
  type ReadyOrder,
  ReadyOrderSchema,
  StockShortageSchema,
  VerdictSchema,
} from "../../messages/generated/orders/v1/handing_pb.js";
import { OrderSchema, QuoteSchema } from "../../messages/generated/orders/v1/orders_pb.js";
import {
  createOrder,
  deliverOrder,
  fillStock,
  MakeReady,
  postOrder,
  priceOrder,
  refundOrder,
  reviewOrder,
  shipOrder,
} from "./flow-graphs.js";

const byOrder = { key: "orderId" } as const;

// No such input, no such field, fields that tell nothing, options.
export const noInput = handoff(createOrder, ReadyOrderSchema, deliverOrder, ParcelSchema, byOrder);
export const noField = handoff(createOrder, ReadyOrderSchema, reviewOrder, ReadyOrderSchema, { key: "orderID" });
export const aList = handoff(createOrder, ReadyOrderSchema, reviewOrder, ReadyOrderSchema, { key: "skus" });
export const noKey = handoff(createOrder, ReadyOrderSchema, reviewOrder, ReadyOrderSchema, { window: 4 });
export const noPolicy = handoff(createOrder, ReadyOrderSchema, reviewOrder, ReadyOrderSchema, {
  ...byOrder,
  onDuplicate: "last",
});

// A map that takes or makes something else.
export const otherResult = handoff(createOrder, ReadyOrderSchema, postOrder, ParcelSchema, {
  key: "orderId",
  map: (order: ReadyOrder) => create(DeliveredSchema, { orderId: order.orderId }),
});
export const otherParameter = handoff(createOrder, ReadyOrderSchema, postOrder, ParcelSchema, {
  key: "orderId",
  map: (approved: Approved) => create(ParcelSchema, { reference: approved.orderId }),
});

// Routes.
export const noCase = route(reviewOrder, DecisionSchema, "outcome", { approved: shipOrder });
export const unknownCase = route(reviewOrder, DecisionSchema, "outcome", {
  approved: shipOrder,
  rejected: refundOrder,
  delayed: refundOrder,
});
export const noOneof = route(reviewOrder, DecisionSchema, "orderId", { approved: shipOrder });
export const otherMessage = route(reviewOrder, DecisionSchema, "outcome", {
  approved: shipOrder,
  rejected: shipOrder,
});
export const noMessage = route(reviewOrder, VerdictSchema, "outcome", { approved: shipOrder, reason: refundOrder });
export const otherMap = route(reviewOrder, DecisionSchema, "outcome", {
  approved: [shipOrder, branch(postOrder, DeliveredSchema)],
  rejected: branch(postOrder, ParcelSchema, {
    map: (approved: Approved) => create(ParcelSchema, { reference: approved.orderId }),
  }),
});

// Taps.
export const notWeak = tap(createOrder, MakeReady, () => undefined, {});
export const noStep = tap(deliverOrder, MakeReady, () => undefined, { weak: true });
export const otherSeen = tap(createOrder, MakeReady, (approved: Approved) => void approved.orderId, { weak: true });

// Flows.
export const notGiven = flow({
  name: "orders.v1.NotGiven",
  graphs: [createOrder, shipOrder, fillStock],
  handoffs: [
    handoff(createOrder, ApprovedSchema, shipOrder, ApprovedSchema, byOrder),
    handoff(createOrder, StockShortageSchema, fillStock, StockShortageSchema, byOrder),
    observe(shipOrder, ReadyOrderSchema, () => undefined),
  ],
});

export const notListed = flow({
  name: "orders.v1.NotListed",
  graphs: [reviewOrder, shipOrder],
  handoffs: [
    handoff(createOrder, ReadyOrderSchema, reviewOrder, ReadyOrderSchema, byOrder),
    route(reviewOrder, DecisionSchema, "outcome", { approved: shipOrder, rejected: refundOrder }),
  ],
});

export const notHanded = flow({
  name: "orders.v1.NotHanded",
  inputs: [OrderSchema],
  outputs: [DeliveredSchema, QuoteSchema],
  graphs: [createOrder, priceOrder, deliverOrder],
  handoffs: [handoff(createOrder, ReadyOrderSchema, priceOrder, ReadyOrderSchema, byOrder)],
});

export const notTaken = flow({
  name: "orders.v1.NotTaken",
  inputs: [OrderSchema, ParcelSchema],
  graphs: [createOrder],
  handoffs: [],
});
