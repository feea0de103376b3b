import { awaited, choose, graph, optional, use } from "protograph";
import {
  type Customer,
  CustomerSchema,
  InvoiceSchema,
  type Order,
  PaymentSchema,
  QuoteSchema,
  ReceiptSchema,
  ShipmentSchema,
} from "../../../messages/generated/orders/v1/orders_pb.js";
import { pricing } from "./pricing.graph.js";
import { Bill, BillDraft, billAgain, byDraft, confirm, ListOrders, Ship } from "./steps/shop.js";

/** Everything that the language has, in one shop. */
export const shop = graph({
  name: "orders.v1.Shop",
  inputs: [CustomerSchema, awaited(PaymentSchema, { within: "3d" })],
  outputs: [QuoteSchema, optional(ReceiptSchema), ShipmentSchema],
  steps: [
    use(ListOrders, { retry: { attempts: 4 } }),
    use(pricing, { name: "Prices" }),
    choose(InvoiceSchema, {
      by: byDraft,
      direct: use(Bill, { itemFailure: "collect", fallback: billAgain, breaker: { failures: 5, reset: "10s" } }),
      "by-draft": use(BillDraft, {
        itemFailure: "collect",
        rateLimit: { limit: 10, per: "1s", key: ({ id }: Order) => id },
      }),
    }),
    use(Ship, { itemFailure: { tolerate: 0.05 }, window: 4, parallelism: 8 }),
    use(confirm, { name: "Confirm", when: (customer: Customer) => customer.name !== "" }),
  ],
});
