import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import {
  type LineItem,
  LineItemSchema,
  type OrderRequest,
  type ProcessedRequest,
  ProcessedRequestSchema,
} from "../generated/orders/v1/orders_pb.js";

/** Makes of a request one that can be an order: each thing once, and nothing of which there is none. */
export function OrderRequestProcess(_ctx: StepContext, request: OrderRequest): ProcessedRequest {
  const counts = new Map<string, number>();
  for (const { sku, count } of request.lines) {
    if (count > 0) counts.set(sku, (counts.get(sku) ?? 0) + count);
  }
  if (counts.size === 0) throw new RangeError(`order ${request.orderId} orders nothing`);
  const lines: LineItem[] = [...counts].map(([sku, count]) => create(LineItemSchema, { sku, count }));
  return create(ProcessedRequestSchema, {
    orderId: request.orderId,
    ...(request.customer && { customer: request.customer }),
    lines,
  });
}
