import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Basket, type Quote, QuoteSchema } from "../../../generated/shops/v1/shops_pb.js";
import { cheapest } from "../lib/cheapest.js";

export class FreeCheapestCopy {
  compute(_ctx: StepContext, basket: Basket): Quote {
    const line = cheapest([...basket.lines]);
    const other = cheapest(basket.lines.filter(({ quantity }) => quantity > 1));
    return create(QuoteSchema, { basketId: basket.id, notes: [line?.sku ?? "none", other?.sku ?? "none"] });
  }
}
