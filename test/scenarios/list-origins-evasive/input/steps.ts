import { type StepContext } from "protograph";
import {
  type Invoice,
  type Order,
  type Payment,
  type Quote,
  type Receipt,
  type Shipment,
  type Stock,
} from "../../../messages/generated/orders/v1/orders_pb.js";

/** A list inside of a list: the inner ones have nothing to do with each other, though the outer one is the same. */
export declare class Split {
  compute(ctx: StepContext, order: Order): Part[];
}

export type Part = Quote;

export declare class Ship {
  compute(ctx: StepContext, quote: Quote): readonly Shipment[];
}

export declare class Bill {
  compute(ctx: StepContext, quote: Quote): readonly Invoice[];
}

/** Both a shipment and an invoice of one quote, but of which? */
export declare class Match {
  compute(ctx: StepContext, shipment: Shipment, invoice: Invoice): Payment;
}

/** Whole lists of one quote fit: each is taken once for each quote. */
export declare class Compare {
  compute(ctx: StepContext, shipments: readonly Shipment[], invoices: readonly Invoice[], quote: Quote): Stock;
}

/** Nothing that comes after what does not fit is reported again. */
export declare class After {
  compute(ctx: StepContext, payments: readonly Payment[]): Receipt;
}
