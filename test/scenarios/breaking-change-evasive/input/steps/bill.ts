import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Invoice, InvoiceSchema, type Quote } from "../generated/shop/v1/shop_pb.js";

/** Bills what was quoted. */
export class Bill {
  compute(_ctx: StepContext, quote: Quote): Invoice {
    return create(InvoiceSchema, { text: `${quote.orderId}: ${quote.cents}` });
  }
}
