import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Basket, type Quote, QuoteSchema } from "../../../generated/shops/v1/shops_pb.js";

export class TrimBasket {
  compute(_ctx: StepContext, basket: Basket): Quote {
    const dropped = basket.lines.splice(10);
    const first = basket.lines[0];
    if (first !== undefined) first.quantity += 1;
    Object.assign(basket, { coupon: "" });
    basket.notes.length = 0;
    return create(QuoteSchema, { basketId: basket.id, totalCents: dropped.length });
  }
}
