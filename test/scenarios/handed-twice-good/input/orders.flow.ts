import { create } from "@bufbuild/protobuf";
import { branch, flow, route } from "protograph";
import { type Approved, DecisionSchema, type Rejected, RejectedSchema } from "../../../messages/generated/orders/v1/handing_pb.js";
import { reviewOrder, shipOrder, refundOrder } from "./shop.graph.js";

/** Beside shipping, what is approved is refunded for the post; that may fail. */
export const reviewing = flow({
  name: "orders.v1.Reviewing",
  graphs: [reviewOrder, shipOrder, refundOrder],
  handoffs: [
    route(
      reviewOrder,
      DecisionSchema,
      "outcome",
      {
        approved: [
          shipOrder,
          branch(refundOrder, RejectedSchema, {
            role: "aux",
            required: false,
            map: (approved: Approved): Rejected => create(RejectedSchema, { orderId: approved.orderId }),
          }),
        ],
        rejected: refundOrder,
      },
      { key: "orderId" },
    ),
  ],
});
