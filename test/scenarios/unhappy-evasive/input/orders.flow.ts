import { create } from "@bufbuild/protobuf";
import { flow, graph, handoff, route, type StepContext } from "protograph";
import { DecisionSchema, ReadyOrderSchema, RejectedSchema, type Settlement, SettlementSchema, StockShortageSchema } from "../../../messages/generated/orders/v1/handing_pb.js";
import { type Order, OrderSchema } from "../../../messages/generated/orders/v1/orders_pb.js";
import { createOrder, reviewOrder, shipOrder, refundOrder, fillStock } from "./shop.graph.js";

export function settle(_ctx: StepContext, _order: Order): Settlement {
  return create(SettlementSchema);
}

export const settleOrder = graph({
  name: "orders.v1.SettleOrder",
  inputs: [OrderSchema],
  outputs: [SettlementSchema],
  steps: [settle],
});

/** The message of two cases. */
export const ambiguous = flow({
  name: "orders.v1.Ambiguous",
  unhappy: { Refused: RejectedSchema },
  graphs: [settleOrder, refundOrder],
  handoffs: [
    route(settleOrder, SettlementSchema, "outcome", { rejected: refundOrder, expired: refundOrder }),
  ],
});

/** Nobody could say which message it is. */
export const unread = flow({
  name: "orders.v1.Unread",
  unhappy: { OutOfStock: "StockShortage" },
  graphs: [createOrder],
  handoffs: [],
});

/** Sound: a case of a route, and a handoff of an output that there is only when it is thrown. */
export const sound = flow({
  name: "orders.v1.Sound",
  unhappy: { Refused: RejectedSchema, OutOfStock: StockShortageSchema },
  graphs: [createOrder, reviewOrder, shipOrder, refundOrder, fillStock],
  handoffs: [
    handoff(createOrder, ReadyOrderSchema, reviewOrder, ReadyOrderSchema, { key: "orderId" }),
    handoff(createOrder, StockShortageSchema, fillStock, StockShortageSchema, { key: "orderId" }),
    route(reviewOrder, DecisionSchema, "outcome", { approved: shipOrder, rejected: refundOrder }),
  ],
});
