import { branch, flow, handoff, observe, optional, route, tap } from "protograph";
import {
  DeliveryRequestSchema,
  DeliverySchema,
  ThanksSchema,
  ThankYouSchema,
} from "./generated/orders/v1/delivery_pb.js";
import { ReadyOrderSchema, ShortageNoticeSchema, StockShortageSchema } from "./generated/orders/v1/orders_pb.js";
import { DecisionSchema, ReleaseSchema, ReviewRequestSchema } from "./generated/orders/v1/review_pb.js";
import {
  createOrder,
  deliverOrder,
  explainShortage,
  releaseOrder,
  reviewOrder,
  thankCustomer,
} from "./orders.graphs.js";
import { OrderCreate } from "./steps/order-create.js";
import { seePriced, seeReady } from "./watch.js";

/** From what a customer asks for to a parcel on its way, or to why there is none. */
export const orders = flow({
  name: "orders.v1.Orders",
  graphs: [createOrder, reviewOrder, deliverOrder, releaseOrder, explainShortage, thankCustomer],
  handoffs: [
    handoff(createOrder, ReadyOrderSchema, reviewOrder, ReviewRequestSchema, {
      key: "orderId",
      itemFailure: "collect",
    }),
    route(
      reviewOrder,
      DecisionSchema,
      "outcome",
      {
        approved: [
          branch(deliverOrder, DeliveryRequestSchema),
          branch(thankCustomer, ThanksSchema, { role: "aux", required: false }),
        ],
        rejected: releaseOrder,
      },
      { key: "orderId", itemFailure: "collect" },
    ),
    handoff(createOrder, StockShortageSchema, explainShortage, StockShortageSchema, { key: "orderId" }),
    observe(createOrder, ReadyOrderSchema, seeReady),
    tap(createOrder, OrderCreate, seePriced, { weak: true }),
  ],
  outputs: [
    optional(DeliverySchema),
    optional(ThankYouSchema),
    optional(ReleaseSchema),
    optional(ShortageNoticeSchema),
  ],
  unhappy: { OutOfStock: StockShortageSchema },
});
