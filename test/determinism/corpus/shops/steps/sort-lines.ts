import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Basket, type Quote, QuoteSchema } from "../../../generated/shops/v1/shops_pb.js";

export class SortLines {
  compute(_ctx: StepContext, basket: Basket): Quote {
    const { lines } = basket;
    lines.sort((a, b) => b.unitCents - a.unitCents);
    return create(QuoteSchema, { basketId: basket.id, notes: lines.map((line) => line.name) });
  }
}
