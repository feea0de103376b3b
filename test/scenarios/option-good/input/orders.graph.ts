import { exponential, fixed, graph, type StepContext, use } from "protograph";
import { type Invoice, type Order, OrderSchema, type Quote, type Receipt, ReceiptSchema } from "../../../messages/generated/orders/v1/orders_pb.js";

export declare class Price {
  compute(ctx: StepContext, order: Order): Quote;
}

export declare class Bill {
  compute(ctx: StepContext, quote: Quote): Invoice;
}

export declare class Confirm {
  compute(ctx: StepContext, invoice: Invoice): Receipt;
}

export const placeOrder = graph({
  name: "orders.v1.PlaceOrder",
  inputs: [OrderSchema],
  outputs: [ReceiptSchema],
  steps: [
    use(Price, { retry: { attempts: 1 }, timeout: "250ms", version: "2", durability: "memory" }),
    use(Bill, { retry: { attempts: 100, backoff: exponential("100ms", { max: "10s" }), on: [RangeError] } }),
    use(Confirm, { retry: { backoff: fixed("0ms") } }),
  ],
});
