import { create } from "@bufbuild/protobuf";
import type { Lazy, StepContext } from "protograph";
import {
  type Customer,
  type InvoiceDraft,
  InvoiceDraftSchema,
  type Order,
  type Quote,
  QuoteSchema,
  type Stock,
} from "../../../../messages/generated/orders/v1/orders_pb.js";

/** What is in the warehouse, which is slow to ask. */
export interface Warehouse {
  stock(order: string): Promise<Stock>;
}

/** Asks the warehouse. */
export class FetchStock {
  constructor(private readonly warehouse: Warehouse) {}

  compute(_ctx: StepContext, order: Order): Promise<Stock> {
    return this.warehouse.stock(order.id);
  }
}

/** Says what an order costs. Looks at the stock only where that changes the price. */
export class PriceOrder {
  async compute(_ctx: StepContext, order: Order, customer: Customer, stock: Lazy<Stock>): Promise<Quote> {
    const base = BigInt(order.id.length + customer.name.length);
    if (order.lines.length === 0) return create(QuoteSchema, { cents: base });
    const { available } = await stock.get();
    return create(QuoteSchema, { cents: base + BigInt(available[order.id] ?? 0) });
  }
}

/** Drafts an invoice, where the customer wants to see it first. */
export class DraftInvoice {
  compute(_ctx: StepContext, quote: Quote): InvoiceDraft | undefined {
    return quote.cents > 10n ? create(InvoiceDraftSchema, { quote }) : undefined;
  }
}
