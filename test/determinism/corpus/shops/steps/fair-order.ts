import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Basket, type Quote, QuoteSchema } from "../../../generated/shops/v1/shops_pb.js";
import { FairLines } from "../lib/order-lines.js";

export class FairOrder {
  compute(_ctx: StepContext, basket: Basket): Quote {
    const notes: string[] = [];
    for (const line of new FairLines(basket.lines)) {
      notes.push(line.sku);
    }
    return create(QuoteSchema, { basketId: basket.id, notes });
  }
}
