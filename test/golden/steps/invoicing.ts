import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import {
  type Greeting,
  GreetingSchema,
  type Invoice,
  InvoiceSchema,
  type Order,
  type Price,
  PriceSchema,
  type Receipt,
  ReceiptSchema,
  type Stock,
  StockSchema,
} from "../generated/golden/v1/golden_pb.js";
import type { Stage } from "./stage.js";

export function greet(_ctx: StepContext, order: Order): Greeting {
  return create(GreetingSchema, { text: `Hello, order ${order.id}` });
}

export class CheckStock {
  constructor(private readonly stage: Stage) {}

  async compute(ctx: StepContext, order: Order): Promise<Stock> {
    await this.stage.enter(ctx);
    return create(StockSchema, { available: Object.fromEntries(order.skus.map((sku, at) => [sku, at + 1])) });
  }
}

export class FindPrice {
  constructor(private readonly stage: Stage) {}

  async compute(ctx: StepContext, order: Order): Promise<Price> {
    await this.stage.enter(ctx);
    return create(PriceSchema, { cents: order.skus.reduce((sum, sku) => sum + centsOf(sku), 0n) });
  }
}

/** Costs what the mood of the world says. */
export class Haggle {
  constructor(private readonly stage: Stage) {}

  async compute(ctx: StepContext, _order: Order): Promise<Price> {
    await this.stage.enter(ctx);
    return create(PriceSchema, { cents: BigInt(this.stage.mood()) });
  }
}

/** Says whether an invoice is over the price that was asked. */
export class CompareInvoice {
  constructor(private readonly stage: Stage) {}

  async compute(ctx: StepContext, price: Price, invoice: Invoice): Promise<Receipt> {
    await this.stage.enter(ctx);
    return create(ReceiptSchema, { text: price.cents === invoice.cents ? "agreed" : "in dispute" });
  }
}

export class WriteInvoice {
  constructor(private readonly stage: Stage) {}

  async compute(ctx: StepContext, order: Order, stock: Stock, price: Price): Promise<Invoice> {
    await this.stage.enter(ctx);
    const number = `${order.id}/${Object.keys(stock.available).length}/${ctx.uuid().length}`;
    return create(InvoiceSchema, { number, cents: price.cents });
  }
}

export class FileReceipt {
  constructor(private readonly stage: Stage) {}

  async compute(ctx: StepContext, invoice: Invoice): Promise<Receipt> {
    await this.stage.enter(ctx);
    return create(ReceiptSchema, { text: `${invoice.number}: ${invoice.cents}` });
  }
}

/** Every article has a price of its own. */
export function centsOf(sku: string): bigint {
  return BigInt(Buffer.from(sku).reduce((sum, byte) => (sum * 31 + byte) % 10_000, 7));
}
