import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Quote, type Receipt, ReceiptSchema } from "../generated/shop/v1/shop_pb.js";

/** Bills what was quoted. */
export class Bill {
  compute(_ctx: StepContext, quote: Quote): Receipt {
    return create(ReceiptSchema, { text: `${quote.orderId}: ${quote.cents}` });
  }
}
