import { graph, optional, use } from "protograph";
import {
  CustomerSchema,
  InvoiceDraftSchema,
  OrderSchema,
  QuoteSchema,
} from "../../../messages/generated/orders/v1/orders_pb.js";
import { DraftInvoice, FetchStock, PriceOrder } from "./steps/pricing.js";

/** Prices an order. */
export const pricing = graph({
  name: "orders.v1.Pricing",
  inputs: [OrderSchema, CustomerSchema],
  outputs: [QuoteSchema, optional(InvoiceDraftSchema)],
  steps: [use(FetchStock, { timeout: "2s" }), PriceOrder, DraftInvoice],
});
