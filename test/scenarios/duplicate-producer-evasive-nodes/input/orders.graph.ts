import { choose, graph, type StepContext, use } from "protograph";
import {
  type Invoice,
  InvoiceSchema,
  type Order,
  OrderSchema,
  type Shipment,
  ShipmentSchema,
} from "../../../messages/generated/orders/v1/orders_pb.js";

export declare function bill(ctx: StepContext, order: Order): Invoice;

export declare function billAgain(ctx: StepContext, order: Order): readonly Invoice[];

export declare function ship(ctx: StepContext, order: Order): Shipment;

export const billing = graph({
  name: "orders.v1.Billing",
  inputs: [OrderSchema],
  outputs: [InvoiceSchema, ShipmentSchema],
  steps: [bill, ship],
});

/** A graph that is listed twice is one mistake, whatever it provides; another name does not make it another. */
export const twice = graph({
  name: "orders.v1.Twice",
  inputs: [OrderSchema],
  outputs: [InvoiceSchema, ShipmentSchema],
  steps: [billing, use(billing, { name: "Again" })],
});

const choice = choose(InvoiceSchema, {
  by: (order: Order) => (order.id === "" ? "a" : "b"),
  a: bill,
  b: bill,
});

/** Branches are no producers, the choice is. */
export const chosen = graph({
  name: "orders.v1.Chosen",
  inputs: [OrderSchema],
  outputs: [InvoiceSchema, ShipmentSchema],
  steps: [choice, ship, billAgain],
});

export const outside = graph({
  name: "orders.v1.Outside",
  inputs: [OrderSchema],
  outputs: [ShipmentSchema],
  steps: [ship, billing],
});
