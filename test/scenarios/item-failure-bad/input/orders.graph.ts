import { graph, type StepContext } from "protograph";
import {
  type Invoice,
  type Order,
  OrderSchema,
  type Quote,
  type Receipt,
  ReceiptSchema,
} from "../../../messages/generated/orders/v1/orders_pb.js";

export declare class Split {
  compute(ctx: StepContext, order: Order): readonly Quote[];
}

export declare class Bill {
  compute(ctx: StepContext, quote: Quote): Invoice;
}

export declare class Sum {
  compute(ctx: StepContext, invoices: readonly Invoice[]): Receipt;
}

export const placeOrder = graph({
  name: "orders.v1.PlaceOrder",
  inputs: [OrderSchema],
  outputs: [ReceiptSchema],
  steps: [Split, Bill, Sum],
});
