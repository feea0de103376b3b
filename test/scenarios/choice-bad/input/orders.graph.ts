import { choose, graph, type StepContext } from "protograph";
import {
  type Customer,
  CustomerSchema,
  type Invoice,
  type InvoiceDraft,
  InvoiceDraftSchema,
  type Order,
  OrderSchema,
  type Payment,
  PaymentSchema,
  type Quote,
  QuoteSchema,
  ReceiptSchema,
  type Shipment,
  ShipmentSchema,
  StockSchema,
} from "../../../messages/generated/orders/v1/orders_pb.js";

export declare class Fast {
  compute(ctx: StepContext, order: Order): Quote;
}

export declare class Deep {
  compute(ctx: StepContext, order: Order, customer: Customer): Promise<Quote>;
}

export declare class Bill {
  compute(ctx: StepContext, order: Order): Invoice;
}

export declare class Draft {
  compute(ctx: StepContext, order: Order): readonly InvoiceDraft[];
}

export declare class DraftOne {
  compute(ctx: StepContext, order: Order): InvoiceDraft;
}

export declare function anyText(order: Order): string;

export declare function never(order: Order): "slow" | "fast" | "depp";

export const placeOrder = graph({
  name: "orders.v1.PlaceOrder",
  inputs: [OrderSchema, CustomerSchema],
  outputs: [QuoteSchema, InvoiceDraftSchema, ReceiptSchema, PaymentSchema, ShipmentSchema, StockSchema],
  steps: [
    choose(QuoteSchema, { by: never, fast: Fast, deep: Deep, "very fast": Fast, last: Fast }),
    choose(InvoiceDraftSchema, { by: (order: Order) => (order.id === "" ? "a" : "b"), a: Draft, b: DraftOne }),
    choose(ReceiptSchema, { by: anyText, bill: Bill, fast: Fast }),
    choose(PaymentSchema, { by: (order: Order): "only" => (order.id === "" ? "only" : "only"), only: Pay }),
    choose(ShipmentSchema, { ship: Send, send: Send }),
    choose(StockSchema),
  ],
});

export declare function Pay(ctx: StepContext, order: Order): Payment;

export declare function Send(ctx: StepContext, order: Order): Shipment;
