import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Order, type Quote, QuoteSchema } from "../../../generated/shops/v1/shops_pb.js";
import { parse } from "../lib/price-feed.js";

export interface Catalogue {
  price(id: string): Promise<string>;
}

export class ParsePrices {
  constructor(private readonly catalogue: Catalogue) {}

  async compute(_ctx: StepContext, order: Order): Promise<Quote> {
    const first = await this.catalogue.price(order.id).then(parse);
    const all = order.tags.map(parse);
    return create(QuoteSchema, { totalCents: Math.round(first + all.reduce((a, b) => a + b, 0)) });
  }
}
