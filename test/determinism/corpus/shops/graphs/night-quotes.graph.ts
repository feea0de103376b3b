import { type Basket, BasketSchema, QuoteSchema } from "../../../generated/shops/v1/shops_pb.js";
import { graph, optional, use } from "protograph";
import { PriceBasket } from "../steps/price-basket.js";

export const nightQuotes = graph({
  name: "shops.v1.NightQuotes",
  inputs: [BasketSchema],
  outputs: [optional(QuoteSchema)],
  steps: [
    use(PriceBasket, {
      when: (basket: Basket) => basket.lines.length > 0 && new Date().getUTCHours() < 6,
      rateLimit: { limit: 10, per: "1s", key: (basket: Basket) => `${basket.customerId}@${process.pid}` },
    }),
  ],
});
