import { awaited, graph, optional, use } from "protograph";
import {
  CustomerSchema,
  InvoiceSchema,
  type Order,
  OrderSchema,
  PaymentSchema,
  QuoteSchema,
  StockSchema,
} from "../../messages/generated/orders/v1/orders_pb.js";
import { Bill, FetchCustomer, FetchStock, Pay, QuoteOrder } from "./steps.js";

const quoting = graph({
  name: "orders.v1.Quoting",
  inputs: [OrderSchema],
  outputs: [QuoteSchema, optional(StockSchema)],
  steps: [FetchCustomer, FetchStock, QuoteOrder],
});

const paying = graph({
  name: "orders.v1.Paying",
  inputs: [QuoteSchema, awaited(CustomerSchema)],
  outputs: [PaymentSchema],
  steps: [Bill, Pay],
});

export const sound = graph({
  name: "orders.v1.Sound",
  inputs: [OrderSchema, CustomerSchema],
  outputs: [PaymentSchema],
  steps: [quoting, use(paying, { when: (order: Order) => order.id !== "" })],
});

export const inputsMissing = graph({
  name: "orders.v1.InputsMissing",
  inputs: [],
  outputs: [PaymentSchema],
  steps: [quoting, paying],
});

export const conditionMissing = graph({
  name: "orders.v1.ConditionMissing",
  inputs: [QuoteSchema, CustomerSchema],
  outputs: [PaymentSchema],
  steps: [use(paying, { name: "Later", when: (order: Order) => order.id !== "" })],
});

export const producedTwice = graph({
  name: "orders.v1.ProducedTwice",
  inputs: [OrderSchema],
  outputs: [QuoteSchema],
  steps: [quoting, FetchStock, use(quoting, { name: "Again" })],
});

/** The inside of a graph is nobody's. */
export const inside = graph({
  name: "orders.v1.Inside",
  inputs: [OrderSchema, CustomerSchema],
  outputs: [PaymentSchema, InvoiceSchema],
  steps: [quoting, paying],
});
