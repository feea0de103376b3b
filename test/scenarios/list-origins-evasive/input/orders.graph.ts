import { choose, graph, optional, type StepContext, use } from "protograph";
import {
  type Invoice,
  OrderSchema,
  type Payment,
  PaymentSchema,
  QuoteSchema,
  ReceiptSchema,
  type Shipment,
  ShipmentSchema,
  type Stock,
  StockSchema,
} from "../../../messages/generated/orders/v1/orders_pb.js";
import * as steps from "./steps.js";

export const inner = graph({
  name: "orders.v1.Shipping",
  inputs: [QuoteSchema],
  outputs: [ShipmentSchema],
  steps: [steps.Ship],
});

export const nested = graph({
  name: "orders.v1.Nested",
  inputs: [OrderSchema],
  outputs: [ReceiptSchema, StockSchema],
  steps: [
    steps.Split,
    use(inner, {}),
    use(steps.Bill, { itemFailure: "fail" }),
    use(steps.Match, { itemFailure: "fail" }),
    use(steps.Compare, { itemFailure: "fail" }),
    steps.After,
  ],
});

/** The items of two lists meet in a condition, and in the selector of a choice. */
export const beside = graph({
  name: "orders.v1.Beside",
  inputs: [QuoteSchema],
  outputs: [optional(PaymentSchema), StockSchema],
  steps: [
    steps.Ship,
    steps.Bill,
    use(pay, { itemFailure: "fail", when: (invoice: Invoice) => invoice.number !== "" }),
    choose(StockSchema, {
      by: (shipment: Shipment) => (shipment.id === "" ? "some" : "all"),
      some: use(count, { itemFailure: "fail" }),
      all: use(countAll, { itemFailure: "fail" }),
    }),
  ],
});

export declare function pay(ctx: StepContext, shipment: Shipment): Payment;

export declare function count(ctx: StepContext, shipments: readonly Shipment[]): Stock;

export declare function countAll(ctx: StepContext, invoice: Invoice): Stock;
