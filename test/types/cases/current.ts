import {
  awaited,
  type Chooses,
  choose,
  type Current,
  graph,
  type GraphIs,
  type Lazy,
  optional,
  type StepContext,
  type StepIs,
  use,
  type UseOptions,
  type Uses,
} from "protograph";
import {
  CustomerSchema,
  type Customer,
  type Invoice,
  InvoiceSchema,
  type Order,
  OrderSchema,
  type Payment,
  PaymentSchema,
  type Quote,
  QuoteSchema,
  type Stock,
  StockSchema,
} from "../../messages/generated/orders/v1/orders_pb.js";
import { Bill, BillLater, FetchCustomer, FetchStock, Pay, QuoteOrder } from "./steps.js";

/** What has been reordered since. */
const quoting = graph({
  name: "orders.v1.Quoting",
  inputs: [CustomerSchema, OrderSchema],
  outputs: [StockSchema, QuoteSchema],
  steps: [QuoteOrder, use(FetchStock, { timeout: "2s" })],
});

declare class TakeAll {
  compute(ctx: StepContext, orders: Order[], quotes: AsyncIterable<Quote>, stock?: Stock): AsyncGenerator<Invoice>;
}

/** What reads as before, though it is written in another way. */
declare const later: (ctx: StepContext, order: { get(): Promise<Order> }, customer: Customer) => Invoice;
declare const arrow: (context: StepContext, renamed: Order) => Customer | Promise<Customer>;

export type IsCurrent = [
  Current<
    GraphIs<
      typeof quoting,
      "orders.v1.Order" | "orders.v1.Customer",
      "orders.v1.Quote" | "orders.v1.Stock",
      typeof FetchStock | typeof QuoteOrder,
      "orders.v1.Quoting"
    >
  >,
  Current<
    GraphIs<
      typeof quoting,
      "orders.v1.Order" | "orders.v1.Customer",
      "orders.v1.Quote" | "orders.v1.Stock",
      typeof FetchStock | typeof QuoteOrder
    >
  >,
  Current<StepIs<"FetchCustomer", typeof FetchCustomer, [Order], Customer>>,
  Current<StepIs<"QuoteOrder", typeof QuoteOrder, [Order, Customer, Stock], Quote>>,
  Current<
    StepIs<
      "TakeAll",
      typeof TakeAll,
      [readonly Order[], AsyncIterable<Quote>, Stock | undefined],
      AsyncIterable<Invoice>
    >
  >,
  Current<StepIs<"arrow", typeof arrow, [Order], Customer>>,
  Current<StepIs<"later", typeof later, [Lazy<Order>, Customer], Invoice>>,
  Current<StepIs<"pay", () => Promise<Payment | undefined>, [], Payment | undefined>>,
];

const annotated: UseOptions = { when: (_order: Order) => true, timeout: "2s" };

const billing = graph({
  name: "orders.v1.Billing",
  inputs: [OrderSchema, awaited(CustomerSchema, { within: "3d" })],
  outputs: [optional(InvoiceSchema), PaymentSchema],
  steps: [
    use(quoting, { name: "Prices", when: ({ id }: Order) => id !== "" }),
    choose(InvoiceSchema, {
      by: (quote: Quote, _order?: Order) => (quote.cents > 100n ? "now" : "later"),
      now: Bill,
      later: use(BillLater, { when: (_customer: Customer) => true, timeout: "2s" }),
    }),
    use(Pay, {
      when: (_order: Order, _stock: Stock | undefined) => true,
      rateLimit: { limit: 1, per: "1s", key: (_customers: Customer) => "" },
      fallback: (_ctx, _invoices: readonly Invoice[]): Payment => Promise.reject(new Error()) as never,
    }),
  ],
});

const untold = graph({
  name: "orders.v1.Untold",
  inputs: [OrderSchema, QuoteSchema],
  outputs: [PaymentSchema],
  steps: [
    use(Pay, annotated),
    choose(InvoiceSchema, {
      by: (quote: Quote) => (quote.cents > 100n ? "now" : "later"),
      now: use(Bill, annotated),
      later: BillLater,
    }),
  ],
});

export type BillingIsCurrent = [
  Current<
    GraphIs<
      typeof billing,
      "orders.v1.Order" | "awaited orders.v1.Customer",
      "optional orders.v1.Invoice" | "orders.v1.Payment",
      | Uses<typeof quoting, { when: [Order] }>
      | Chooses<
          Invoice,
          [Quote, Order | undefined],
          { now: typeof Bill; later: Uses<typeof BillLater, { when: [Customer] }> }
        >
      | Uses<typeof Pay, { when: [Order, Stock | undefined]; fallback: [readonly Invoice[]]; key: [Customer] }>
    >
  >,
  /** What has a type that tells nothing of its functions is the runtime's to compare. */
  Current<
    GraphIs<
      typeof untold,
      "orders.v1.Order" | "orders.v1.Quote",
      "orders.v1.Payment",
      | Uses<typeof Pay, { when: [Order] }>
      | Chooses<Invoice, [Quote], { now: Uses<typeof Bill, { when: [Order] }>; later: typeof BillLater }>
    >
  >,
  Current<
    GraphIs<
      typeof untold,
      "orders.v1.Order" | "orders.v1.Quote",
      "orders.v1.Payment",
      typeof Pay | Chooses<Invoice, [Quote], { now: typeof Bill; later: typeof BillLater }>
    >
  >,
];
