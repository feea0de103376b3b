import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Basket, type Quote, QuoteSchema } from "../../../generated/shops/v1/shops_pb.js";
import { NumberedLines } from "../lib/order-lines.js";

export class NumberedOrder {
  compute(_ctx: StepContext, basket: Basket): Quote {
    return create(QuoteSchema, { basketId: basket.id, notes: [...new NumberedLines(basket.lines)] });
  }
}
