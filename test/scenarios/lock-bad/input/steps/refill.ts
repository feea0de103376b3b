import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Restock, RestockSchema, type Stock } from "../generated/shop/v1/shop_pb.js";
import { shelfSize } from "./rates.js";

/** Fills a shelf up. */
export class Refill {
  compute(_ctx: StepContext, stock: Stock): Restock {
    return create(RestockSchema, { count: shelfSize - stock.count });
  }
}
