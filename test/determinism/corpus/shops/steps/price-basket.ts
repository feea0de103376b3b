import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Basket, type Quote, QuoteSchema } from "../../../generated/shops/v1/shops_pb.js";

/** Prices a basket. Never call Date.now() here: quotes are dated by the caller. */
export class PriceBasket {
  compute(_ctx: StepContext, basket: Basket): Quote {
    const totalCents = basket.lines.reduce((sum, line) => sum + line.quantity * line.unitCents, 0);
    const notes = totalCents === 0 ? ["empty basket: Math.random() would not help"] : [];
    return create(QuoteSchema, { basketId: basket.id, totalCents, notes });
  }
}
