import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Basket, type Quote, QuoteSchema } from "../../../generated/shops/v1/shops_pb.js";
import { ListPricing } from "../lib/pricing.js";

export class ListPrice {
  compute(_ctx: StepContext, basket: Basket): Quote {
    const pricing = new ListPricing();
    return create(QuoteSchema, { basketId: basket.id, totalCents: pricing.total(basket.lines) });
  }
}
