import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Basket, type Quote, QuoteSchema } from "../../../generated/shops/v1/shops_pb.js";
import { cheapest } from "../lib/cheapest.js";

export class FreeCheapest {
  compute(_ctx: StepContext, basket: Basket): Quote {
    const line = cheapest(basket.lines);
    return create(QuoteSchema, { basketId: basket.id, notes: [line?.sku ?? "none"] });
  }
}
