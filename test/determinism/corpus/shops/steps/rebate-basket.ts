import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Basket, BasketSchema, type Quote, QuoteSchema } from "../../../generated/shops/v1/shops_pb.js";

export class RebateBasket {
  compute(_ctx: StepContext, basket: Basket): Quote {
    const copy = create(BasketSchema, basket);
    copy.coupon = "REBATE";
    return create(QuoteSchema, { basketId: copy.id, notes: [copy.coupon] });
  }
}
