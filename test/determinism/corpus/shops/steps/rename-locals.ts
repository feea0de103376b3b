import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Basket, type Quote, QuoteSchema } from "../../../generated/shops/v1/shops_pb.js";

let counter = 7;

export class RenameLocals {
  compute(_ctx: StepContext, basket: Basket): Quote {
    let { coupon, currency } = basket;
    coupon = coupon.trim();
    currency ||= "EUR";
    let totalCents = basket.lines[0]?.unitCents ?? 0;
    totalCents += 1;
    const prices = basket.lines.map(({ unitCents }) => unitCents);
    prices[0] = counter;
    const count = (counter: number): number => {
      counter += 1;
      return counter;
    };
    const copies = basket.lines.map((line) => ({ ...line }));
    const [first] = copies;
    if (first) first.quantity = count(1);
    return create(QuoteSchema, { basketId: coupon + currency, totalCents: totalCents + Math.max(...prices) });
  }
}
