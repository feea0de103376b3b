import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Basket, type Quote, QuoteSchema } from "../../../generated/shops/v1/shops_pb.js";

export class FlattenBasket {
  compute(_ctx: StepContext, basket: Basket): Quote {
    const copy = { ...basket };
    copy.currency = "EUR";
    copy.notes.push("flattened");
    const bySku = new Map(basket.lines.map((line) => [line.sku, line]));
    const gift = bySku.get("gift");
    if (gift) gift.unitCents = 0;
    return create(QuoteSchema, { basketId: copy.id, notes: [copy.currency] });
  }
}
