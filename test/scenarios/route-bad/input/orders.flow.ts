import { flow, route } from "protograph";
import { DecisionSchema } from "../../../messages/generated/orders/v1/handing_pb.js";
import { reviewOrder, shipOrder, refundOrder } from "./shop.graph.js";

export const missing = flow({
  name: "orders.v1.Missing",
  graphs: [reviewOrder, shipOrder],
  handoffs: [route(reviewOrder, DecisionSchema, "outcome", { approved: shipOrder })],
});

export const unknown = flow({
  name: "orders.v1.Unknown",
  graphs: [reviewOrder, shipOrder, refundOrder],
  handoffs: [
    route(reviewOrder, DecisionSchema, "outcome", { approved: shipOrder, rejected: refundOrder, delayed: refundOrder }),
  ],
});

export const noOneof = flow({
  name: "orders.v1.NoOneof",
  graphs: [reviewOrder, shipOrder, refundOrder],
  handoffs: [route(reviewOrder, DecisionSchema, "outcomes", { approved: shipOrder, rejected: refundOrder })],
});
