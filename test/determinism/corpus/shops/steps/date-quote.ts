import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Basket, type Quote, QuoteSchema } from "../../../generated/shops/v1/shops_pb.js";
import { stampNow } from "../lib/stamps.js";

export class DateQuote {
  compute(_ctx: StepContext, basket: Basket): Quote {
    const stamp = stampNow();
    return create(QuoteSchema, { basketId: basket.id, notes: [`quoted at ${stamp}`] });
  }
}
