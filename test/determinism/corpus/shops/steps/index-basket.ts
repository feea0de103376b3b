import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Basket, type Quote, QuoteSchema } from "../../../generated/shops/v1/shops_pb.js";

export class IndexBasket {
  compute(_ctx: StepContext, basket: Basket): Quote {
    const bySku = new Map(basket.lines.map((line) => [line.sku, { name: line.name, count: 0 }]));
    for (const line of basket.lines) {
      const entry = bySku.get(line.sku);
      if (entry) entry.count += line.quantity;
    }
    const quote = create(QuoteSchema, { basketId: basket.id });
    for (const { name, count } of bySku.values()) quote.notes.push(`${count} × ${name}`);
    quote.totalCents = basket.lines.length;
    quote.notes.sort();
    return quote;
  }
}
