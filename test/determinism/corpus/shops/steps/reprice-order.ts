import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Order, type Quote, QuoteSchema } from "../../../generated/shops/v1/shops_pb.js";
import { latest } from "../lib/price-feed.js";

export interface Catalogue {
  sku(id: string): Promise<string>;
}

export class RepriceOrder {
  constructor(private readonly catalogue: Catalogue) {}

  async compute(_ctx: StepContext, order: Order): Promise<Quote> {
    const totalCents = await this.catalogue.sku(order.id).then(latest);
    return create(QuoteSchema, { totalCents });
  }
}
