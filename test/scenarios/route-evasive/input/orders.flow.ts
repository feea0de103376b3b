import { create } from "@bufbuild/protobuf";
import { branch, flow, graph, route, type StepContext } from "protograph";
import { DecisionSchema, RejectedSchema, type Verdict, VerdictSchema } from "../../../messages/generated/orders/v1/handing_pb.js";
import { type Order, OrderSchema } from "../../../messages/generated/orders/v1/orders_pb.js";
import { reviewOrder, shipOrder, refundOrder } from "./shop.graph.js";

export function judge(_ctx: StepContext, _order: Order): Verdict {
  return create(VerdictSchema, { outcome: { case: "reason", value: "late" } });
}

export const judgeOrder = graph({
  name: "orders.v1.JudgeOrder",
  inputs: [OrderSchema],
  outputs: [VerdictSchema],
  steps: [judge],
});

/** A case that is no message. */
export const noMessage = flow({
  name: "orders.v1.NoMessage",
  graphs: [judgeOrder, shipOrder, refundOrder],
  handoffs: [route(judgeOrder, VerdictSchema, "outcome", { approved: shipOrder, reason: refundOrder })],
});

const cases = { approved: shipOrder } as const;

/** Branches that are written elsewhere, and a case without a graph. */
export const elsewhere = flow({
  name: "orders.v1.Elsewhere",
  graphs: [reviewOrder, shipOrder],
  handoffs: [route(reviewOrder, DecisionSchema, "outcome", { ...cases, rejected: [] })],
});

/** Sound: spread, and with options. */
export const sound = flow({
  name: "orders.v1.Sound",
  graphs: [reviewOrder, shipOrder, refundOrder],
  handoffs: [
    route(reviewOrder, DecisionSchema, "outcome", {
      ...cases,
      rejected: branch(refundOrder, RejectedSchema, { window: 2 }),
    }),
  ],
});
