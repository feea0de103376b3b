import { choose, graph, type Lazy, optional, type StepContext, use } from "protograph";
import {
  type Invoice,
  InvoiceSchema,
  type Order,
  OrderSchema,
  type Quote,
  QuoteSchema,
  type Receipt,
  ReceiptSchema,
  type Shipment,
  ShipmentSchema,
} from "../../../messages/generated/orders/v1/orders_pb.js";

export declare function price(ctx: StepContext, order: Order, receipt: Lazy<Receipt>): Quote;

export declare function bill(ctx: StepContext, quote: Quote): Invoice;

export declare function confirm(ctx: StepContext, invoice?: Invoice): Receipt;

/** A message that is only asked for now and then is still needed. */
export const lazily = graph({
  name: "orders.v1.Lazily",
  inputs: [OrderSchema],
  outputs: [ReceiptSchema],
  steps: [confirm, bill, price],
});

export declare function quote(ctx: StepContext, order: Order): Quote;

export declare function shipAll(ctx: StepContext, quotes: readonly Quote[]): Shipment;

export declare function quotes(ctx: StepContext, order: Order): AsyncIterable<Quote>;

/** So is what a condition, a selector, a fallback or a key takes, and a whole stream. */
export const beside = graph({
  name: "orders.v1.Beside",
  inputs: [OrderSchema],
  outputs: [optional(QuoteSchema)],
  steps: [use(quote, { when: (own: Quote) => own.cents > 0n })],
});

export const around = graph({
  name: "orders.v1.Around",
  inputs: [OrderSchema],
  outputs: [ReceiptSchema],
  steps: [
    use(quote, { fallback: (ctx: StepContext, receipt: Receipt): Quote => none(ctx, receipt) }),
    choose(InvoiceSchema, { by: (own: Quote) => (own.cents > 0n ? "a" : "b"), a: bill, b: bill }),
    confirm,
  ],
});

export declare function none(ctx: StepContext, receipt: Receipt): Quote;

export const chosen = graph({
  name: "orders.v1.Chosen",
  inputs: [OrderSchema],
  outputs: [optional(ShipmentSchema)],
  steps: [
    use(quotes, { when: (shipment: Shipment) => shipment.id !== "", rateLimit: { limit: 1, per: "1s" } }),
    shipAll,
  ],
});
