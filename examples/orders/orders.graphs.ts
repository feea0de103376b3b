import { graph } from "protograph";
import {
  DeliveryRequestSchema,
  DeliverySchema,
  ThanksSchema,
  ThankYouSchema,
} from "./generated/orders/v1/delivery_pb.js";
import {
  OrderRequestSchema,
  ReadyOrderSchema,
  ShortageNoticeSchema,
  StockShortageSchema,
} from "./generated/orders/v1/orders_pb.js";
import { DecisionSchema, RejectedSchema, ReleaseSchema, ReviewRequestSchema } from "./generated/orders/v1/review_pb.js";
import { Decide } from "./steps/decide.js";
import { ExplainShortage } from "./steps/explain-shortage.js";
import { OrderCreate } from "./steps/order-create.js";
import { OrderReady } from "./steps/order-ready.js";
import { OrderRequestProcess } from "./steps/order-request-process.js";
import { PackParcel } from "./steps/pack-parcel.js";
import { PutBack } from "./steps/put-back.js";
import { SayThanks } from "./steps/say-thanks.js";
import { SendParcel } from "./steps/send-parcel.js";

/** Makes an order of a request, and sets its goods aside. */
export const createOrder = graph({
  name: "orders.v1.CreateOrder",
  inputs: [OrderRequestSchema],
  outputs: [ReadyOrderSchema],
  steps: [OrderRequestProcess, OrderCreate, OrderReady],
});

/** Decides whether an order is delivered. */
export const reviewOrder = graph({
  name: "orders.v1.ReviewOrder",
  inputs: [ReviewRequestSchema],
  outputs: [DecisionSchema],
  steps: [Decide],
});

/** Sends the goods of an order. */
export const deliverOrder = graph({
  name: "orders.v1.DeliverOrder",
  inputs: [DeliveryRequestSchema],
  outputs: [DeliverySchema],
  steps: [PackParcel, SendParcel],
});

/** Puts the goods of an order back that is not delivered. */
export const releaseOrder = graph({
  name: "orders.v1.ReleaseOrder",
  inputs: [RejectedSchema],
  outputs: [ReleaseSchema],
  steps: [PutBack],
});

/** Tells a customer what there is too little of. */
export const explainShortage = graph({
  name: "orders.v1.ExplainShortage",
  inputs: [StockShortageSchema],
  outputs: [ShortageNoticeSchema],
  steps: [ExplainShortage],
});

/** Thanks for an order. */
export const thankCustomer = graph({
  name: "orders.v1.ThankCustomer",
  inputs: [ThanksSchema],
  outputs: [ThankYouSchema],
  steps: [SayThanks],
});
