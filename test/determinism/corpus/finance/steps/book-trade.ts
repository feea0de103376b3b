import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Trade, type Valuation, ValuationSchema } from "../../../generated/finance/v1/finance_pb.js";
import { Book } from "../lib/book.js";

export class BookTrade {
  compute(_ctx: StepContext, trade: Trade): Valuation {
    const book = new Book();
    book.latest = trade;
    return create(ValuationSchema, { amount: book.size });
  }
}
