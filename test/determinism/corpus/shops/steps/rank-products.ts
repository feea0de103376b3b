import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Basket, type Quote, QuoteSchema } from "../../../generated/shops/v1/shops_pb.js";

export class RankProducts {
  compute(_ctx: StepContext, basket: Basket): Quote {
    const quantities = new Map<string, number>();
    for (const line of basket.lines) quantities.set(line.sku, (quantities.get(line.sku) ?? 0) + line.quantity);
    const ranked = [...quantities].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
    const labels = Object.keys(basket.labels).join(",");
    const distinct = new Set(basket.lines.map((line) => line.name));
    return create(QuoteSchema, { basketId: basket.id, notes: [...ranked.map(([sku]) => sku), labels, ...distinct] });
  }
}
