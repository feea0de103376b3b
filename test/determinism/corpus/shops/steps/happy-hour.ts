import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Basket, type Quote, QuoteSchema } from "../../../generated/shops/v1/shops_pb.js";
import { HappyHourPricing } from "../lib/pricing.js";

export class HappyHour {
  compute(_ctx: StepContext, basket: Basket): Quote {
    const pricing = new HappyHourPricing();
    const totalCents = pricing.total(basket.lines);
    return create(QuoteSchema, { basketId: basket.id, totalCents });
  }
}
