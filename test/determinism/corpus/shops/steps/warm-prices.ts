import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Order, type Quote, QuoteSchema } from "../../../generated/shops/v1/shops_pb.js";

export interface Catalogue {
  warm(id: string): Promise<void>;
}

export class WarmPrices {
  constructor(private readonly catalogue: Catalogue) {}

  async compute(ctx: StepContext, order: Order): Promise<Quote> {
    const warming = this.catalogue.warm(order.id);
    this.catalogue.warm("all").catch((error: unknown) => ctx.log.warn("cold", { error }));
    return create(QuoteSchema, { totalCents: order.totalCents });
  }
}
