import { graph, optional, type StepContext, use } from "protograph";
import {
  type Customer,
  CustomerSchema,
  type Invoice,
  InvoiceSchema,
  type Order,
  OrderSchema,
  type Quote,
  QuoteSchema,
  type Shipment,
  ShipmentSchema,
  StockSchema,
} from "../../../messages/generated/orders/v1/orders_pb.js";

export declare function price(ctx: StepContext, order: Order): Quote;

export declare function bill(ctx: StepContext, quote: Quote, customer: Customer): Invoice;

export declare function ship(ctx: StepContext, order: Order): Shipment;

export const pricing = graph({
  name: "orders.v1.Pricing",
  inputs: [OrderSchema],
  outputs: [QuoteSchema],
  steps: [price],
});

const not = (condition: (order: Order) => boolean) => (order: Order) => !condition(order);

/** What a condition that cannot be read takes may be just the customer. */
export const placeOrder = graph({
  name: "orders.v1.PlaceOrder",
  inputs: [OrderSchema, CustomerSchema, StockSchema],
  outputs: [optional(InvoiceSchema), optional(ShipmentSchema)],
  steps: [
    use(pricing, { timeout: "2s", durability: "sync", when: async (order: Order) => order.id !== "" }),
    use(bill, { when: (quote: Quote): Quote => quote, rateLimit: { limit: 0, per: "1s", kee: 3, key: "email" } }),
    use(ship, { when: not((order: Order) => order.id === ""), breaker: { failures: 0.5, reset: 10 }, bulkhead: { limit: 1.5 } }),
  ],
});

/** Not a message, not one, and not at once. */
export const otherOrder = graph({
  name: "orders.v1.OtherOrder",
  inputs: [OrderSchema],
  outputs: [optional(ShipmentSchema)],
  steps: [use(ship, { when(order: string, ...rest: Order[]) { return rest.length > order.length; }, itemFailure: "ignore" })],
});
