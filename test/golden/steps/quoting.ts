import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import {
  type Line,
  LineSchema,
  type Offer,
  OfferSchema,
  type Order,
  type Quote,
  QuoteSchema,
  type Receipt,
  ReceiptSchema,
} from "../generated/golden/v1/golden_pb.js";
import { centsOf } from "./invoicing.js";
import type { Stage } from "./stage.js";

export function splitOrder(_ctx: StepContext, order: Order): readonly Line[] {
  return order.skus.map((sku) => create(LineSchema, { sku }));
}

export async function* readOrder(_ctx: StepContext, order: Order): AsyncIterable<Line> {
  for (const sku of order.skus) yield create(LineSchema, { sku });
}

export class QuoteLine {
  constructor(private readonly stage: Stage) {}

  async compute(ctx: StepContext, line: Line): Promise<Quote> {
    await this.stage.enter(ctx, line.sku);
    if (line.sku.startsWith("unknown")) throw new RangeError(`there is no article ${line.sku}`);
    return create(QuoteSchema, { sku: line.sku, cents: centsOf(line.sku) });
  }
}

export class MakeOffer {
  constructor(private readonly stage: Stage) {}

  async compute(ctx: StepContext, quotes: readonly Quote[]): Promise<Offer> {
    await this.stage.enter(ctx);
    return create(OfferSchema, {
      quotes: [...quotes],
      missing: ctx.failures.map(({ itemIndex }) => itemIndex[0] ?? -1),
    });
  }
}

export class StreamOffer {
  constructor(private readonly stage: Stage) {}

  async compute(ctx: StepContext, quotes: AsyncIterable<Quote>): Promise<Offer> {
    await this.stage.enter(ctx);
    const offer = create(OfferSchema);
    for await (const quote of quotes) offer.quotes.push(quote);
    return offer;
  }
}

export function confirmOffer(_ctx: StepContext, offer: Offer): Receipt {
  return create(ReceiptSchema, { text: `${offer.quotes.length} quotes, ${offer.missing.length} missing` });
}
