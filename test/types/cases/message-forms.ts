import { graph, type Lazy, type StepContext } from "protograph";
import {
  type Customer,
  type Invoice,
  InvoiceSchema,
  type Order,
  OrderSchema,
  type Payment,
  PaymentSchema,
  type Quote,
  QuoteSchema,
  type Shipment,
  ShipmentSchema,
  type Stock,
} from "../../messages/generated/orders/v1/orders_pb.js";

declare class TakeList {
  compute(ctx: StepContext, orders: readonly Order[]): Customer;
}

declare class TakeStream {
  compute(ctx: StepContext, orders: AsyncIterable<Order>): Stock;
}

declare class TakeOptional {
  compute(ctx: StepContext, order: Order | undefined): Quote;
}

declare class TakeOmitted {
  compute(ctx: StepContext, order?: Order): Invoice;
}

declare class TakeNested {
  compute(ctx: StepContext, orders: readonly (readonly Order[])[] | undefined): Payment;
}

export const needed = graph({
  name: "orders.v1.Needed",
  inputs: [],
  outputs: [PaymentSchema],
  steps: [TakeList, TakeStream, TakeOptional, TakeOmitted, TakeNested],
});

declare class MakeList {
  compute(ctx: StepContext): readonly Order[];
}

declare class MakeListLater {
  compute(ctx: StepContext): Promise<Order[]>;
}

declare class MakeStream {
  compute(ctx: StepContext): AsyncGenerator<Order>;
}

declare class MakeOptional {
  compute(ctx: StepContext): Promise<Order | undefined>;
}

export const produced = graph({
  name: "orders.v1.Produced",
  inputs: [],
  outputs: [OrderSchema],
  steps: [MakeList, MakeListLater, MakeStream, MakeOptional],
});

declare class ShipTwice {
  compute(ctx: StepContext, first: Quote, again: readonly Quote[], invoice: Invoice): Promise<Shipment>;
}

export const neededTwice = graph({
  name: "orders.v1.NeededTwice",
  inputs: [OrderSchema],
  outputs: [QuoteSchema, InvoiceSchema],
  steps: [ShipTwice],
});

declare class TakeLazy {
  compute(ctx: StepContext, order: Lazy<Order>, again: Lazy<Order>): Shipment;
}

export const neededLater = graph({
  name: "orders.v1.NeededLater",
  inputs: [],
  outputs: [ShipmentSchema],
  steps: [TakeLazy],
});
