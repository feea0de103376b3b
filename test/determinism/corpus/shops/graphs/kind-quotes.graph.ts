import { BasketSchema, QuoteSchema } from "../../../generated/shops/v1/shops_pb.js";
import { choose, graph } from "protograph";
import { kindOf } from "../lib/experiments.js";
import { ApplyCoupon } from "../steps/apply-coupon.js";
import { PriceBasket } from "../steps/price-basket.js";

export const kindQuotes = graph({
  name: "shops.v1.KindQuotes",
  inputs: [BasketSchema],
  outputs: [QuoteSchema],
  steps: [choose(QuoteSchema, { by: kindOf, list: PriceBasket, coupon: ApplyCoupon })],
});
