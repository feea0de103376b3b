import { graph, type StepContext } from "protograph";
import {
  type Invoice,
  InvoiceSchema,
  type Order,
  OrderSchema,
  type Quote,
} from "../../../messages/generated/orders/v1/orders_pb.js";

declare class Price {
  compute(ctx: StepContext, order: Order): Quote;
}

export declare class Bill {
  compute(ctx: StepContext, quote: Quote): Invoice;
}

export const billing = graph({
  name: "billing.v1.Billing",
  inputs: [OrderSchema],
  outputs: [InvoiceSchema],
  steps: [Price, Bill],
});
