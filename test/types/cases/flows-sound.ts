import { branch, flow, handoff, observe, optional, route, tap } from "protograph";
import { create } from "@bufbuild/protobuf";
import {
  type Approved,
  ApprovedSchema,
  DecisionSchema,
  DeliveredSchema,
  DeliveryRequestSchema,
  ParcelSchema,
  ReadyOrderSchema,
  RefundedSchema,
  RestockedSchema,
  StockShortageSchema,
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
  ReserveStock,
  reviewOrder,
  shipOrder,
} from "./flow-graphs.js";

export const delivering = flow({
  name: "orders.v1.Delivering",
  graphs: [createOrder, deliverOrder],
  handoffs: [handoff(createOrder, ReadyOrderSchema, deliverOrder, DeliveryRequestSchema, { key: "orderId" })],
});

export const reviewing = flow({
  name: "orders.v1.Reviewing",
  version: "2",
  inputs: [ReadyOrderSchema],
  outputs: [optional(DeliveredSchema), optional(RefundedSchema)],
  graphs: [reviewOrder, shipOrder, refundOrder],
  handoffs: [route(reviewOrder, DecisionSchema, "outcome", { approved: shipOrder, rejected: refundOrder })],
});

export const nested = flow({
  name: "orders.v1.Nested",
  inputs: [OrderSchema],
  outputs: [optional(DeliveredSchema), optional(RefundedSchema), optional(RestockedSchema)],
  unhappy: { OutOfStock: StockShortageSchema },
  graphs: [createOrder, reviewing, fillStock],
  handoffs: [
    handoff(createOrder, ReadyOrderSchema, reviewing, ReadyOrderSchema, {
      key: ["orderId", "customer.id"],
      window: 16,
      onDuplicate: "refuse",
      overflow: "refuse",
      itemFailure: { tolerate: 0.5 },
    }),
    handoff(createOrder, StockShortageSchema, fillStock, StockShortageSchema, { key: "sku", role: "aux" }),
    observe(createOrder, ReadyOrderSchema, (order, { stable }) => {
      const text: string = order.orderId;
      return void [text, stable];
    }),
    tap(createOrder, ReserveStock, (quote) => void (quote.cents satisfies bigint), { weak: true, required: false }),
    tap(createOrder, MakeReady, async (order) => Promise.resolve(void order.orderId), { weak: true }),
  ],
});

export const mapped = flow({
  name: "orders.v1.Mapped",
  inputs: [OrderSchema, ReadyOrderSchema, QuoteSchema],
  graphs: [createOrder, postOrder, priceOrder],
  handoffs: [
    handoff(createOrder, ReadyOrderSchema, postOrder, ParcelSchema, {
      key: "orderId",
      map: (order) => create(ParcelSchema, { reference: order.orderId }),
    }),
  ],
});

export const branched = flow({
  name: "orders.v1.Branched",
  graphs: [reviewOrder, shipOrder, postOrder, refundOrder],
  handoffs: [
    route(
      reviewOrder,
      DecisionSchema,
      "outcome",
      {
        approved: [
          shipOrder,
          branch(postOrder, ParcelSchema, {
            role: "aux",
            required: false,
            map: (approved: Approved) => create(ParcelSchema, { reference: approved.orderId }),
          }),
        ],
        rejected: branch(shipOrder, ApprovedSchema, { window: 4 }),
      },
      { key: "orderId", window: 8 },
    ),
  ],
});
