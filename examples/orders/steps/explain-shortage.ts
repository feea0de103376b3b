import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type ShortageNotice, ShortageNoticeSchema, type StockShortage } from "../generated/orders/v1/orders_pb.js";

/** Writes what a customer is told of a shortage. */
export function ExplainShortage(_ctx: StepContext, shortage: StockShortage): ShortageNotice {
  const { orderId, sku, wanted, available } = shortage;
  return create(ShortageNoticeSchema, { orderId, text: `of ${wanted} ${sku} there are only ${available}` });
}
