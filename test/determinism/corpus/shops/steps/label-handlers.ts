import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Basket, type Quote, QuoteSchema } from "../../../generated/shops/v1/shops_pb.js";
import { audit, handlers } from "../lib/handlers.js";

export class LabelHandlers {
  async compute(_ctx: StepContext, basket: Basket): Promise<Quote> {
    const notes = handlers.map(({ label }) => label);
    await audit(basket, (text) => notes.push(text));
    return create(QuoteSchema, { basketId: basket.id, notes });
  }
}
