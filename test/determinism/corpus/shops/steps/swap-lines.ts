import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Basket, type BasketLine, type Quote, QuoteSchema } from "../../../generated/shops/v1/shops_pb.js";

export class SwapLines {
  compute(_ctx: StepContext, basket: Basket): Quote {
    Reflect.set(basket, "coupon", "NONE");
    const [a, b] = basket.lines as [BasketLine, BasketLine];
    [basket.lines[0], basket.lines[1]] = [b, a];
    const [, ...rest] = basket.lines;
    for (const line of rest) line.quantity -= 1;
    const last = [...basket.lines].at(-1);
    if (last) last.name = last.name.trim();
    return create(QuoteSchema, { basketId: basket.id });
  }
}
