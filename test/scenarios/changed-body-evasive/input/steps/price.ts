import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Order, type Quote, QuoteSchema } from "../generated/shop/v1/shop_pb.js";
import { priceOf } from "./rates.js";

/** Prices an order. */
export class Price {
  compute(_ctx: StepContext, order: Order): Quote {
    return create(QuoteSchema, { orderId: order.id, cents: priceOf(order) });
  }
}
