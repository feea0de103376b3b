import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Basket, type Quote, QuoteSchema } from "../../../generated/shops/v1/shops_pb.js";
import { stampOf } from "../lib/stamps.js";

export class DateQuoteByRun {
  compute(ctx: StepContext, basket: Basket): Quote {
    return create(QuoteSchema, { basketId: basket.id, notes: [`quoted at ${stampOf(ctx.now())}`] });
  }
}
