import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Basket, type Quote, QuoteSchema } from "../../../generated/shops/v1/shops_pb.js";
import { handlers } from "../lib/handlers.js";

export class HandleBasket {
  compute(_ctx: StepContext, basket: Basket): Quote {
    const notes = handlers.map((handler) => handler.handle(basket));
    return create(QuoteSchema, { basketId: basket.id, notes });
  }
}
