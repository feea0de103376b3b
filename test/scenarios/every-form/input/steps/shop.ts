import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import {
  type Customer,
  type Invoice,
  type InvoiceDraft,
  InvoiceSchema,
  type Order,
  type Payment,
  type Quote,
  type Receipt,
  ReceiptSchema,
  type Shipment,
  ShipmentSchema,
} from "../../../../messages/generated/orders/v1/orders_pb.js";

/** Where orders are kept. */
export interface Orders {
  of(customer: string): Promise<Order[]>;
}

/** Finds all orders of a customer. */
export class ListOrders {
  constructor(private readonly orders: Orders) {}

  compute(_ctx: StepContext, customer: Customer): Promise<readonly Order[]> {
    return this.orders.of(customer.name);
  }
}

/** Bills what was quoted. */
export class Bill {
  compute(_ctx: StepContext, { cents }: Quote): Invoice {
    return create(InvoiceSchema, { number: `direct-${cents}`, cents });
  }
}

/** Bills what the customer has seen. */
export class BillDraft {
  async compute(_ctx: StepContext, draft: InvoiceDraft | undefined, { cents }: Quote): Promise<Invoice> {
    return Promise.resolve(create(InvoiceSchema, { number: `${draft ? "drafted" : "new"}-${cents}`, cents }));
  }
}

/** Sends an order, parcel by parcel. */
export class Ship {
  async *compute(ctx: StepContext, order: Order, invoice: Invoice): AsyncGenerator<Shipment> {
    for (let parcel = 1; parcel <= 2; parcel++) {
      await ctx.sleep(1);
      yield create(ShipmentSchema, { tracking: `${order.id} ${invoice.number} ${parcel}` });
    }
  }
}

/** Closes the books on what a customer has paid. */
export function confirm(
  _ctx: StepContext,
  invoices: readonly Invoice[],
  payment: Payment,
  customer: Customer,
): Receipt | undefined {
  if (invoices.length === 0) return undefined;
  const numbers = invoices.map((invoice) => invoice.number).join(", ");
  return create(ReceiptSchema, { text: `${customer.name} paid ${numbers} by ${payment.reference}` });
}

export function byDraft(_quote: Quote, draft: InvoiceDraft | undefined): "direct" | "by-draft" {
  return draft ? "by-draft" : "direct";
}

export function billAgain(_ctx: StepContext, { cents }: Quote): Invoice {
  return create(InvoiceSchema, { number: `again-${cents}`, cents });
}
