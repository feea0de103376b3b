import { choose, graph, type StepContext } from "protograph";
import {
  InvoiceSchema,
  type Order,
  OrderSchema,
  type Shipment,
  ShipmentSchema,
} from "../../../messages/generated/orders/v1/orders_pb.js";
import { billing } from "./billing.js";

export interface Api {
  readonly orders: string;
}

export declare class Ship {
  constructor(api: Api);
  compute(ctx: StepContext, order: Order): Shipment;
}

export declare class Send {
  constructor(api: Api, url: string);
  compute(ctx: StepContext, order: Order): Shipment;
}

export declare class SendAgain {
  constructor(url: URL);
  compute(ctx: StepContext, order: Order): Shipment;
}

/** The class of this graph takes the services of the branches, and of the steps of the graph in it. */
export const placeOrder = graph({
  name: "orders.v1.PlaceOrder",
  inputs: [OrderSchema],
  outputs: [ShipmentSchema, InvoiceSchema],
  steps: [
    choose(ShipmentSchema, { by: (order: Order): "a" | "b" | "c" => key(order), a: Ship, b: Send, c: SendAgain }),
    billing,
  ],
});

declare function key(order: Order): "a" | "b" | "c";
