import { BasketSchema, QuoteSchema } from "../../../generated/shops/v1/shops_pb.js";
import { choose, graph } from "protograph";
import { halfOf } from "../lib/experiments.js";
import { ApplyCoupon } from "../steps/apply-coupon.js";
import { PriceBasket } from "../steps/price-basket.js";

export const splitQuotes = graph({
  name: "shops.v1.SplitQuotes",
  inputs: [BasketSchema],
  outputs: [QuoteSchema],
  steps: [
    choose(QuoteSchema, {
      by: halfOf,
      list: PriceBasket,
      coupon: ApplyCoupon,
    }),
  ],
});
