import { graph, type StepContext } from "protograph";
import {
  type Approved,
  ApprovedSchema,
  type Decision,
  DecisionSchema,
  type Delivered,
  DeliveredSchema,
  type DeliveryRequest,
  DeliveryRequestSchema,
  type Parcel,
  ParcelSchema,
  type ReadyOrder,
  ReadyOrderSchema,
  type Refunded,
  RefundedSchema,
  type Rejected,
  RejectedSchema,
  type Restocked,
  RestockedSchema,
  type StockShortage,
  StockShortageSchema,
} from "../../messages/generated/orders/v1/handing_pb.js";
import { type Order, OrderSchema, type Quote, QuoteSchema } from "../../messages/generated/orders/v1/orders_pb.js";

// The graphs that the cases of flows share.

export declare class ReserveStock {
  compute(ctx: StepContext, order: Order): Promise<Quote>;
}
export declare class MakeReady {
  compute(ctx: StepContext, order: Order, quote: Quote): ReadyOrder;
}
export declare function deliver(ctx: StepContext, request: DeliveryRequest): Delivered;
export declare function post(ctx: StepContext, parcel: Parcel): Delivered;
export declare function review(ctx: StepContext, order: ReadyOrder): Decision;
export declare function ship(ctx: StepContext, approved: Approved): Delivered;
export declare function refund(ctx: StepContext, rejected: Rejected): Refunded;
export declare function restock(ctx: StepContext, shortage: StockShortage): Restocked;
export declare function price(ctx: StepContext, order: ReadyOrder, quote: Quote): Refunded;

export const createOrder = graph({
  name: "orders.v1.CreateOrder",
  inputs: [OrderSchema],
  outputs: [ReadyOrderSchema],
  steps: [ReserveStock, MakeReady],
});

export const deliverOrder = graph({
  name: "orders.v1.DeliverOrder",
  inputs: [DeliveryRequestSchema],
  outputs: [DeliveredSchema],
  steps: [deliver],
});

export const postOrder = graph({
  name: "orders.v1.PostOrder",
  inputs: [ParcelSchema],
  outputs: [DeliveredSchema],
  steps: [post],
});

export const reviewOrder = graph({
  name: "orders.v1.ReviewOrder",
  inputs: [ReadyOrderSchema],
  outputs: [DecisionSchema],
  steps: [review],
});

export const shipOrder = graph({
  name: "orders.v1.ShipOrder",
  inputs: [ApprovedSchema],
  outputs: [DeliveredSchema],
  steps: [ship],
});

export const refundOrder = graph({
  name: "orders.v1.RefundOrder",
  inputs: [RejectedSchema],
  outputs: [RefundedSchema],
  steps: [refund],
});

export const fillStock = graph({
  name: "orders.v1.FillStock",
  inputs: [StockShortageSchema],
  outputs: [RestockedSchema],
  steps: [restock],
});

export const priceOrder = graph({
  name: "orders.v1.PriceOrder",
  inputs: [ReadyOrderSchema, QuoteSchema],
  outputs: [RefundedSchema],
  steps: [price],
});
