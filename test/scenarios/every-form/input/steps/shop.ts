import type { StepContext } from "protograph";
import type {
  Customer,
  Invoice,
  InvoiceDraft,
  Order,
  Payment,
  Quote,
  Receipt,
  Shipment,
} from "../../../../messages/generated/orders/v1/orders_pb.js";
import type { Warehouse } from "./pricing.js";

/** Where orders are kept. */
export interface Orders {
  of(customer: string): Promise<Order[]>;
}

/** Finds all orders of a customer. */
export declare class ListOrders {
  constructor(orders: Orders);
  compute(ctx: StepContext, customer: Customer): Promise<readonly Order[]>;
}

/** Bills what was quoted. */
export declare class Bill {
  compute(ctx: StepContext, quote: Quote): Invoice;
}

/** Bills what the customer has seen. */
export declare class BillDraft {
  compute(ctx: StepContext, draft: InvoiceDraft | undefined, quote: Quote): Promise<Invoice>;
}

/** Sends an order, parcel by parcel. */
export declare class Ship {
  constructor(warehouse: Warehouse);
  compute(ctx: StepContext, order: Order, invoice: Invoice): AsyncIterable<Shipment>;
}

/** Closes the books on what a customer has paid. */
export declare function confirm(
  ctx: StepContext,
  invoices: readonly Invoice[],
  payment: Payment,
  customer: Customer,
): Promise<Receipt | undefined>;

export declare function byDraft(quote: Quote, draft: InvoiceDraft | undefined): "direct" | "by-draft";
export declare function billAgain(ctx: StepContext, quote: Quote): Invoice;
