import { choose, type StepContext, use } from "protograph";
import {
  type Invoice,
  InvoiceSchema,
  type Order,
  type Payment,
  PaymentSchema,
  type Quote,
  QuoteSchema,
  type Receipt,
  ReceiptSchema,
} from "../../../messages/generated/orders/v1/orders_pb.js";

export type Speed = Slow | "fast";

type Slow = "slow";

export enum Size {
  Small = "small",
  Large = "large",
}

const keys = { one: 1, two: 2 } as const;

export declare class Price {
  compute(ctx: StepContext, order: Order): Quote;
}

export declare class Bill {
  compute(ctx: StepContext, quote: Quote): Invoice | undefined;
}

export declare class Send {
  compute(ctx: StepContext, invoice: Invoice): Receipt;
}

export const speed = (order: Order): Speed => (order.id === "" ? "slow" : "fast");

function size(quote: Quote) {
  if (quote.cents > 100n) return Size.Large;
  return Size.Small;
}

function key(order: Order): keyof typeof keys {
  return order.id === "" ? "one" : "two";
}

/** Branches with spaces around them, spread out of a constant, and a selector that is a method. */
const both = { slow: Price, ["fast"]: use(Price, { version: "2" }) };

export const quote = choose(QuoteSchema, { by: speed, ...both });

export const invoice = choose(InvoiceSchema, { small: Bill, by: size, large: Bill });

export const receipt = choose(ReceiptSchema, { by: key, one: Send, two: Send });

export const payment = choose(PaymentSchema, {
  by(order: Order) {
    switch (order.id) {
      case "":
        return "some";
      default:
        return `none`;
    }
  },
  some: pay,
  none: pay,
});

declare function pay(ctx: StepContext, order: Order): Payment;

export { pay };

/** What is chosen by is not one of them, however it is written. */
export const late = async (order: Order) => (order.id === "" ? "a" : "b");
