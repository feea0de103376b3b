import { exponential, fixed, graph, type StepContext, use } from "protograph";
import {
  type Customer,
  type Invoice,
  type Order,
  OrderSchema,
  type Payment,
  type Quote,
  type Receipt,
  ReceiptSchema,
} from "../../../messages/generated/orders/v1/orders_pb.js";

export declare class Price {
  compute(ctx: StepContext, order: Order): Quote;
}

export declare class Find {
  compute(ctx: StepContext, order: Order): Customer;
}

export declare class Bill {
  compute(ctx: StepContext, quote: Quote, customer: Customer): Invoice;
}

export declare class Charge {
  compute(ctx: StepContext, invoice: Invoice): Payment;
}

export declare class Confirm {
  compute(ctx: StepContext, payment: Payment): Receipt;
}

export const placeOrder = graph({
  name: "orders.v1.PlaceOrder",
  inputs: [OrderSchema],
  outputs: [ReceiptSchema],
  steps: [
    use(Price, { retry: { attempts: 0 }, timeout: 5 }),
    use(Find, { retry: { attempts: 2.5, backoff: exponential("1", { factor: 0, jitters: 1 }) }, timeout: "5 parsecs" }),
    use(Bill, { timout: "2s", retries: { attempts: 3 } }),
    use(Charge, { retry: { attempt: 101, backoff: fixed(100) }, effect: false, durability: "always" }),
    use(Confirm, { name: "con firm", version: "", retry: { on: [] } }),
  ],
});
