import { awaited, choose, type Chooses, type Current, graph, type GraphIs, optional, use, type Uses } from "protograph";
import {
  type Customer as CustomerMessage,
  CustomerSchema,
  type Invoice as InvoiceMessage,
  InvoiceSchema,
  type Order as OrderMessage,
  OrderSchema,
  PaymentSchema,
  type Quote as QuoteMessage,
  QuoteSchema,
  StockSchema,
} from "../../messages/generated/orders/v1/orders_pb.js";
import { Bill, BillLater, FetchCustomer, FetchStock, Pay, QuoteOrder } from "./steps.js";

const quoting = graph({
  name: "orders.v1.Quoting",
  inputs: [OrderSchema, CustomerSchema],
  outputs: [QuoteSchema, StockSchema],
  steps: [FetchStock, QuoteOrder],
});

type Order = "orders.v1.Order";
type Customer = "orders.v1.Customer";
type Quote = "orders.v1.Quote";
type Stock = "orders.v1.Stock";
type Stocking = typeof FetchStock;
type Quoting = typeof QuoteOrder;

export type IsCurrent = [
  Current<GraphIs<typeof quoting, Order, Quote | Stock, Stocking | Quoting>>,
  Current<GraphIs<typeof quoting, Order | Customer | Quote, Quote | Stock, Stocking | Quoting>>,
  Current<GraphIs<typeof quoting, Order | Customer, Quote, Stocking | Quoting>>,
  Current<GraphIs<typeof quoting, Order | Customer, Quote | Stock | Order, Stocking | Quoting>>,
  Current<GraphIs<typeof quoting, Order | Customer, Quote | Stock, Stocking>>,
  Current<GraphIs<typeof quoting, Order | Customer, Quote | Stock, Stocking | Quoting | typeof FetchCustomer>>,
  Current<GraphIs<typeof quoting, Order | Customer, Quote | Stock, Stocking | typeof FetchCustomer>>,
  Current<GraphIs<typeof quoting, Order | Customer, Quote | Stock, Stocking | Quoting, "orders.v1.Pricing">>,
];

const prices = graph({
  name: "orders.v1.Prices",
  inputs: [OrderSchema, awaited(CustomerSchema)],
  outputs: [optional(QuoteSchema), StockSchema],
  steps: [use(FetchStock, { when: (_order: OrderMessage) => true }), QuoteOrder],
});

type Conditional = Uses<typeof FetchStock, { when: [OrderMessage] }>;

export type PortsWereCurrent = [
  Current<GraphIs<typeof prices, Order | Customer, `optional ${Quote}` | Stock, Conditional | Quoting>>,
  Current<GraphIs<typeof prices, Order | `awaited ${Customer}`, Quote | Stock, Conditional | Quoting>>,
];

export type FunctionsWereCurrent = [
  Current<GraphIs<typeof prices, Order | `awaited ${Customer}`, `optional ${Quote}` | Stock, Stocking | Quoting>>,
  Current<
    GraphIs<
      typeof prices,
      Order | `awaited ${Customer}`,
      `optional ${Quote}` | Stock,
      Uses<typeof FetchStock, { when: [OrderMessage | undefined] }> | Quoting
    >
  >,
  Current<
    GraphIs<
      typeof prices,
      Order | `awaited ${Customer}`,
      `optional ${Quote}` | Stock,
      Uses<typeof FetchStock, { fallback: [OrderMessage] }> | Quoting
    >
  >,
  Current<
    GraphIs<
      typeof prices,
      Order | `awaited ${Customer}`,
      `optional ${Quote}` | Stock,
      Uses<typeof FetchStock, { when: [OrderMessage]; key: [OrderMessage] }> | Quoting
    >
  >,
  Current<
    GraphIs<
      typeof prices,
      Order | `awaited ${Customer}`,
      `optional ${Quote}` | Stock,
      Conditional | Uses<typeof QuoteOrder, { when: [OrderMessage] }>
    >
  >,
];

const paying = graph({
  name: "orders.v1.Paying",
  inputs: [OrderSchema, CustomerSchema],
  outputs: [PaymentSchema],
  steps: [
    prices,
    choose(InvoiceSchema, {
      by: (quote: QuoteMessage) => (quote.cents > 100n ? "now" : "later"),
      now: Bill,
      later: use(BillLater, { when: (_customer: CustomerMessage) => true }),
    }),
    Pay,
  ],
});

type Later = Uses<typeof BillLater, { when: [CustomerMessage] }>;
type Paying<Choice, Inner = typeof prices> = GraphIs<
  typeof paying,
  Order | Customer,
  "orders.v1.Payment",
  Inner | Choice | typeof Pay
>;

export type ChoicesWereCurrent = [
  Current<Paying<Chooses<InvoiceMessage, [QuoteMessage], { now: typeof Bill; later: Later }>>>,
  Current<Paying<Chooses<InvoiceMessage, [QuoteMessage], { now: typeof Bill; later: typeof BillLater }>>>,
  Current<Paying<Chooses<InvoiceMessage, [QuoteMessage], { now: typeof BillLater; later: Later }>>>,
  Current<Paying<Chooses<InvoiceMessage, [QuoteMessage], { soon: typeof Bill; later: Later }>>>,
  Current<Paying<Chooses<InvoiceMessage, [OrderMessage], { now: typeof Bill; later: Later }>>>,
  Current<Paying<Chooses<QuoteMessage, [QuoteMessage], { now: typeof Bill; later: Later }>>>,
  Current<Paying<typeof Bill>>,
  Current<Paying<Chooses<InvoiceMessage, [QuoteMessage], { now: typeof Bill; later: Later }>, typeof quoting>>,
];
