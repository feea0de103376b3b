import type { Lazy, StepContext } from "protograph";
import type {
  Customer,
  InvoiceDraft,
  Order,
  Quote,
  Stock,
} from "../../../../messages/generated/orders/v1/orders_pb.js";

/** What is in the warehouse, which is slow to ask. */
export interface Warehouse {
  stock(sku: string): Promise<Stock>;
}

/** Asks the warehouse. */
export declare class FetchStock {
  constructor(warehouse: Warehouse);
  compute(ctx: StepContext, order: Order): Promise<Stock>;
}

/** Says what an order costs. Looks at the stock only where that changes the price. */
export declare class PriceOrder {
  compute(ctx: StepContext, order: Order, customer: Customer, stock: Lazy<Stock>): Promise<Quote>;
}

/** Drafts an invoice, where the customer wants to see it first. */
export declare class DraftInvoice {
  compute(ctx: StepContext, quote: Quote): InvoiceDraft | undefined;
}
