import type { Current, Lazy, StepContext, StepIs } from "protograph";
import type { Invoice as BillingInvoice } from "../../messages/generated/billing/v1/billing_pb.js";
import type { Customer, Invoice, Order, Quote, Stock } from "../../messages/generated/orders/v1/orders_pb.js";

/** Each returned an Invoice for an Order and its Customer. */
declare class OtherType {
  compute(ctx: StepContext, order: Order, stock: Stock): Invoice;
}
declare class LookAlike {
  compute(ctx: StepContext, order: Order, customer: Customer): BillingInvoice;
}
declare class Added {
  compute(ctx: StepContext, order: Order, customer: Customer, stock: Stock): Invoice;
}
declare class AddedOptional {
  compute(ctx: StepContext, order: Order, customer: Customer, stock?: Stock): Invoice;
}
declare class Removed {
  compute(ctx: StepContext, order: Order): Invoice;
}
declare class Reordered {
  compute(ctx: StepContext, customer: Customer, order: Order): Invoice;
}
declare class OtherReturn {
  compute(ctx: StepContext, order: Order, customer: Customer): Promise<Quote>;
}
declare class TakesList {
  compute(ctx: StepContext, order: readonly Order[], customer: Customer): Invoice;
}
declare class TakesStream {
  compute(ctx: StepContext, order: AsyncIterable<Order>, customer: Customer): Invoice;
}
declare class TakesOptional {
  compute(ctx: StepContext, order: Order, customer: Customer | undefined): Invoice;
}
declare class TakesAny {
  compute(ctx: StepContext, order: any, customer: unknown): Invoice;
}
declare class ReturnsList {
  compute(ctx: StepContext, order: Order, customer: Customer): Promise<readonly Invoice[]>;
}
declare class ReturnsStream {
  compute(ctx: StepContext, order: Order, customer: Customer): AsyncIterable<Invoice>;
}
declare class ReturnsOptional {
  compute(ctx: StepContext, order: Order, customer: Customer): Promise<Invoice | undefined>;
}
declare class ReturnsNull {
  compute(ctx: StepContext, order: Order, customer: Customer): Promise<Invoice | null>;
}
declare class ReturnsNothing {
  compute(ctx: StepContext, order: Order, customer: Customer): Promise<void>;
}
declare class ReturnsUnion {
  compute(ctx: StepContext, order: Order, customer: Customer): Invoice | Quote;
}
declare function asFunction(ctx: StepContext, order: Order): Invoice;
declare class NoStep {}

export type IsCurrent = [
  Current<StepIs<"OtherType", typeof OtherType, [Order, Customer], Invoice>>,
  Current<StepIs<"LookAlike", typeof LookAlike, [Order, Customer], Invoice>>,
  Current<StepIs<"Added", typeof Added, [Order, Customer], Invoice>>,
  Current<StepIs<"AddedOptional", typeof AddedOptional, [Order, Customer], Invoice>>,
  Current<StepIs<"Removed", typeof Removed, [Order, Customer], Invoice>>,
  Current<StepIs<"Reordered", typeof Reordered, [Order, Customer], Invoice>>,
  Current<StepIs<"OtherReturn", typeof OtherReturn, [Order, Customer], Invoice>>,
  Current<StepIs<"TakesList", typeof TakesList, [Order, Customer], Invoice>>,
  Current<StepIs<"TakesStream", typeof TakesStream, [Order, Customer], Invoice>>,
  Current<StepIs<"TakesOptional", typeof TakesOptional, [Order, Customer], Invoice>>,
  Current<StepIs<"TakesAny", typeof TakesAny, [Order, Customer], Invoice>>,
  Current<StepIs<"ReturnsList", typeof ReturnsList, [Order, Customer], Invoice>>,
  Current<StepIs<"ReturnsStream", typeof ReturnsStream, [Order, Customer], Invoice>>,
  Current<StepIs<"ReturnsOptional", typeof ReturnsOptional, [Order, Customer], Invoice>>,
  Current<StepIs<"ReturnsNull", typeof ReturnsNull, [Order, Customer], Invoice>>,
  Current<StepIs<"ReturnsNothing", typeof ReturnsNothing, [Order, Customer], Invoice>>,
  Current<StepIs<"ReturnsUnion", typeof ReturnsUnion, [Order, Customer], Invoice>>,
  Current<StepIs<"asFunction", typeof asFunction, [Order, Customer], Invoice>>,
  Current<StepIs<"NoStep", typeof NoStep, [Order, Customer], Invoice>>,
];

/** And the other way: one again, where it was a list, a stream or optional. */
declare class One {
  compute(ctx: StepContext, order: Order): Invoice;
}
declare class Stream {
  compute(ctx: StepContext, orders: AsyncIterable<Order>): AsyncIterable<Invoice>;
}

export type WasCurrent = [
  Current<StepIs<"One", typeof One, [readonly Order[]], Invoice>>,
  Current<StepIs<"One", typeof One, [AsyncIterable<Order>], Invoice>>,
  Current<StepIs<"One", typeof One, [Order | undefined], Invoice>>,
  Current<StepIs<"One", typeof One, [Order], readonly Invoice[]>>,
  Current<StepIs<"One", typeof One, [Order], Invoice | undefined>>,
  Current<StepIs<"Stream", typeof Stream, [readonly Order[]], AsyncIterable<Invoice>>>,
  Current<StepIs<"Stream", typeof Stream, [AsyncIterable<Order>], Invoice[]>>,
];

declare class Later {
  compute(ctx: StepContext, order: Lazy<Order>): Invoice;
}

export type OnceCurrent = [
  Current<StepIs<"Later", typeof Later, [Order], Invoice>>,
  Current<StepIs<"Later", typeof Later, [Lazy<Quote>], Invoice>>,
  Current<StepIs<"One", typeof One, [Lazy<Order>], Invoice>>,
  Current<StepIs<"Stream", typeof Stream, [Lazy<Order>], AsyncIterable<Invoice>>>,
];
