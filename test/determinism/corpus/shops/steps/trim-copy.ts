import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Basket, type Quote, QuoteSchema } from "../../../generated/shops/v1/shops_pb.js";

export class TrimCopy {
  compute(_ctx: StepContext, basket: Basket): Quote {
    const copy = structuredClone({
      lines: basket.lines.map(({ sku, quantity }) => ({ sku, quantity })),
      notes: [...basket.notes],
    });
    copy.lines.splice(10);
    copy.notes.length = 0;
    const sorted = basket.lines.toSorted((a, b) => a.quantity - b.quantity);
    sorted.pop();
    const swapped = basket.notes.with(0, "first").toReversed();
    swapped.push("last");
    const settings = { ...basket.labels };
    settings["seen"] = "yes";
    return create(QuoteSchema, {
      basketId: basket.id,
      notes: [...swapped, ...Object.values(settings)],
      totalCents: sorted.length,
    });
  }
}
