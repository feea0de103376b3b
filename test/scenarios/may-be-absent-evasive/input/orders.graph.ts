import { choose, graph, type StepContext, use } from "protograph";
import {
  type Customer,
  CustomerSchema,
  type Invoice,
  InvoiceSchema,
  type InvoiceDraft,
  type Order,
  OrderSchema,
  type Payment,
  PaymentSchema,
  type Quote,
  QuoteSchema,
  type Receipt,
  ReceiptSchema,
  type Shipment,
  ShipmentSchema,
  type Stock,
  StockSchema,
} from "../../../messages/generated/orders/v1/orders_pb.js";

export declare class Find {
  compute(ctx: StepContext, order: Order): Customer | undefined;
}

export declare class Split {
  compute(ctx: StepContext, order: Order): readonly Quote[];
}

export declare class Ship {
  compute(ctx: StepContext, quote: Quote, customer: Customer): Shipment;
}

/** A list of what is there: items may be absent, the list is not. */
export declare class Pack {
  compute(ctx: StepContext, shipments: readonly Shipment[]): Stock;
}

/** Absent where nobody says who the customer is: the list itself is. */
export declare class Draft {
  compute(ctx: StepContext, customer: Customer): AsyncIterable<InvoiceDraft>;
}

export declare class Sum {
  compute(ctx: StepContext, drafts: readonly InvoiceDraft[]): Invoice;
}

export declare class Charge {
  compute(ctx: StepContext, order: Order): Payment;
}

export declare class ChargeLater {
  compute(ctx: StepContext, order: Order, customer: Customer): Payment;
}

export declare class Confirm {
  compute(ctx: StepContext, payment: Payment): Receipt;
}

/** Both outputs of this graph are there where its inputs are; the shipment without the customer as well. */
export const shipping = graph({
  name: "orders.v1.Shipping",
  inputs: [CustomerSchema, QuoteSchema],
  outputs: [ShipmentSchema, StockSchema],
  steps: [Ship, count],
});

export declare function count(ctx: StepContext, quote: Quote): Stock;

/** Through a branch, and the list of a stream. */
export const placeOrder = graph({
  name: "orders.v1.PlaceOrder",
  inputs: [OrderSchema],
  outputs: [ReceiptSchema, StockSchema, InvoiceSchema, ShipmentSchema],
  steps: [
    Find,
    Split,
    use(Ship, { itemFailure: "fail" }),
    Pack,
    Draft,
    Sum,
    choose(PaymentSchema, { by: (order: Order) => (order.id === "" ? "now" : "later"), now: Charge, later: ChargeLater }),
    Confirm,
  ],
});

export declare function quote(ctx: StepContext, order: Order): Quote;

/** Through a graph: only what in it needs the customer may be absent. */
export const shipOrder = graph({
  name: "orders.v1.ShipOrder",
  inputs: [OrderSchema],
  outputs: [ShipmentSchema, StockSchema],
  steps: [Find, quote, shipping],
});

export const maybeShip = graph({
  name: "orders.v1.MaybeShip",
  inputs: [OrderSchema, CustomerSchema],
  outputs: [StockSchema],
  steps: [quote, use(shipping, { when: (customer: Customer) => customer.name !== "" })],
});
