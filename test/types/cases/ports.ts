import { awaited, graph, optional } from "protograph";
import {
  CustomerSchema,
  InvoiceSchema,
  OrderSchema,
  PaymentSchema,
  QuoteSchema,
  StockSchema,
} from "../../messages/generated/orders/v1/orders_pb.js";
import { Bill, Pay, QuoteOrder } from "./steps.js";

export const wrongLists = graph({
  name: "orders.v1.WrongLists",
  inputs: [OrderSchema, optional(QuoteSchema)],
  outputs: [awaited(PaymentSchema, { within: "3d" }), InvoiceSchema],
  steps: [Bill, Pay],
});

export const notProduced = graph({
  name: "orders.v1.NotProduced",
  inputs: [awaited(QuoteSchema)],
  outputs: [optional(QuoteSchema), optional(StockSchema)],
  steps: [Bill],
});

export const produced = graph({
  name: "orders.v1.Produced",
  inputs: [awaited(QuoteSchema), OrderSchema, awaited(CustomerSchema), StockSchema],
  outputs: [QuoteSchema],
  steps: [QuoteOrder],
});

export const sound = graph({
  name: "orders.v1.Sound",
  inputs: [awaited(QuoteSchema, { within: "3d" })],
  outputs: [optional(InvoiceSchema), PaymentSchema],
  steps: [Bill, Pay],
});
