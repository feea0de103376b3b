import type { StepContext } from "protograph";
import { clone, create } from "@bufbuild/protobuf";
import { type Basket, BasketSchema, type Quote, QuoteSchema } from "../../../generated/shops/v1/shops_pb.js";

export class ApplyCoupon {
  compute(_ctx: StepContext, basket: Basket): Quote {
    const discounted = clone(BasketSchema, basket);
    for (const line of discounted.lines) line.unitCents = Math.round(line.unitCents * 0.9);
    discounted.lines.sort((a, b) => a.unitCents - b.unitCents);
    delete discounted.labels.coupon;
    const totalCents = discounted.lines.reduce((sum, line) => sum + line.quantity * line.unitCents, 0);
    return create(QuoteSchema, { basketId: discounted.id, totalCents });
  }
}
