import { choose, graph, type StepContext, use } from "protograph";
import {
  type Customer,
  type Invoice,
  InvoiceSchema,
  type Order,
  OrderSchema,
  PaymentSchema,
  type Quote,
  QuoteSchema,
} from "../../messages/generated/orders/v1/orders_pb.js";
import { Bill, BillLater, Pay } from "./steps.js";

declare function method(quote: Quote): "now" | "later";
declare function anyText(quote: Quote): string;
declare class BillCustomer {
  compute(ctx: StepContext, customer: Customer): Invoice;
}

export const otherMessage = choose(InvoiceSchema, {
  by: method,
  now: Bill,
  later: Pay,
});

export const otherMessageWithOptions = choose(InvoiceSchema, {
  by: method,
  now: use(Pay, { timeout: "2s" }),
  later: BillLater,
});

export const noBranch = choose(InvoiceSchema, {
  by: method,
  now: Bill,
  soon: BillLater,
});

export const inferredKeys = choose(InvoiceSchema, {
  by: ({ cents }: Quote) => (cents > 100n ? "now" : "later"),
  now: Bill,
});

export const anyKey = choose(InvoiceSchema, {
  by: anyText,
  now: Bill,
  later: BillLater,
});

export const inGraph = graph({
  name: "orders.v1.InGraph",
  inputs: [QuoteSchema],
  outputs: [InvoiceSchema],
  steps: [choose(InvoiceSchema, { by: method, now: Bill, later: Pay })],
});

export const branchNeeds = graph({
  name: "orders.v1.BranchNeeds",
  inputs: [QuoteSchema],
  outputs: [InvoiceSchema],
  steps: [
    choose(InvoiceSchema, { by: method, now: BillCustomer, later: BillLater }),
    choose(PaymentSchema, {
      by: (invoice: Invoice) => (invoice.number === "" ? "now" : "later"),
      now: use(Pay, { when: (order: Order) => order.id !== "" }),
      later: Pay,
    }),
  ],
});

export const producedTwice = graph({
  name: "orders.v1.ProducedTwice",
  inputs: [QuoteSchema],
  outputs: [InvoiceSchema],
  steps: [Bill, choose(InvoiceSchema, { by: method, now: Bill, later: BillLater })],
});

export const sound = graph({
  name: "orders.v1.Sound",
  inputs: [QuoteSchema, OrderSchema],
  outputs: [InvoiceSchema, PaymentSchema],
  steps: [
    choose(InvoiceSchema, {
      by: (quote: Quote, _order: Order) => {
        if (quote.cents > 100n) return "now";
        return "later";
      },
      now: Bill,
      later: use(BillLater, { timeout: "2s", when: (order: Order) => order.id !== "" }),
    }),
    Pay,
  ],
});
