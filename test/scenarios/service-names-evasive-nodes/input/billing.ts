import { graph, type StepContext } from "protograph";
import {
  type Invoice,
  InvoiceSchema,
  type Order,
  OrderSchema,
  type Quote,
} from "../../../messages/generated/orders/v1/orders_pb.js";

export interface Api {
  readonly invoices: string;
}

export interface Rates {
  readonly rate: number;
}

export declare class Price {
  constructor(api: Api);
  compute(ctx: StepContext, order: Order): Quote;
}

export declare class Bill {
  constructor(rates: Rates, again: Rates);
  compute(ctx: StepContext, quote: Quote): Invoice;
}

export const billing = graph({
  name: "billing.v1.Billing",
  inputs: [OrderSchema],
  outputs: [InvoiceSchema],
  steps: [Price, Bill],
});
