import { graph, type Lazy, optional, type StepContext, use } from "protograph";
import {
  type Customer,
  CustomerSchema,
  type Invoice,
  InvoiceSchema,
  type Order,
  OrderSchema,
  type Payment,
  PaymentSchema,
  type Quote,
  type Shipment,
  ShipmentSchema,
} from "../../../messages/generated/orders/v1/orders_pb.js";

export declare class Price {
  compute(ctx: StepContext, order: Order): Quote;
}

export declare class Charge {
  compute(ctx: StepContext, quote: Quote): Promise<Payment>;
}

export declare class Split {
  compute(ctx: StepContext, order: Order): readonly Shipment[];
}

export declare class Find {
  compute(ctx: StepContext, order: Order): Customer | undefined;
}

/** A class is no function, and a fallback that answers less often than its step, or with a list, is another thing. */
export declare class Never {
  compute(ctx: StepContext, order: Order): Payment;
}

declare function nobody(ctx: StepContext): Customer;

declare function maybe(ctx: StepContext, order: Order): Promise<Quote | undefined>;

declare function one(ctx: StepContext, order: Order): Shipment;

declare function lazy(order: Order, payment: Lazy<Payment>): Payment;

export const wrapped = { lazy };

export const placeOrder = graph({
  name: "orders.v1.PlaceOrder",
  inputs: [OrderSchema],
  outputs: [PaymentSchema, ShipmentSchema, optional(CustomerSchema), InvoiceSchema],
  steps: [
    use(Price, { fallback: maybe }),
    use(Split, { fallback: one }),
    use(Find, { fallback: nobody }),
    use(Charge, { fallback: wrapped.lazy }),
    use(bill, { fallback: Never }),
  ],
});

export declare function bill(ctx: StepContext, order: Order): Invoice;
