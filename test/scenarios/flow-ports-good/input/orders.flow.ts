import { flow, optional, route } from "protograph";
import { DecisionSchema, DeliveredSchema, ReadyOrderSchema, RefundedSchema } from "../../../messages/generated/orders/v1/handing_pb.js";
import { reviewOrder, shipOrder, refundOrder } from "./shop.graph.js";

export const reviewing = flow({
  name: "orders.v1.Reviewing",
  inputs: [ReadyOrderSchema],
  outputs: [optional(DeliveredSchema), optional(RefundedSchema)],
  graphs: [reviewOrder, shipOrder, refundOrder],
  handoffs: [route(reviewOrder, DecisionSchema, "outcome", { approved: shipOrder, rejected: refundOrder })],
});
