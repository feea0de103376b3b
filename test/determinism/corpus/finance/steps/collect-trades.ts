import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Trade, type Valuation, ValuationSchema } from "../../../generated/finance/v1/finance_pb.js";
import { Book } from "../lib/book.js";

export class CollectTrades {
  compute(_ctx: StepContext, trades: readonly Trade[]): Valuation {
    const book = trades.reduce((into, trade) => into.add(trade), new Book());
    return create(ValuationSchema, { amount: book.size });
  }
}
