import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import {
  type InitialOrder,
  InitialOrderSchema,
  PricedLineSchema,
  type ProcessedRequest,
} from "../generated/orders/v1/orders_pb.js";
import type { PriceList } from "../services/price-list.js";

/** Makes an order of a request: everything has its price. */
export class OrderCreate {
  constructor(private readonly priceList: PriceList) {}

  async compute(_ctx: StepContext, request: ProcessedRequest): Promise<InitialOrder> {
    const lines = [];
    let totalCents = 0n;
    for (const { sku, count } of request.lines) {
      const priceCents = await this.priceList.priceOf(sku);
      totalCents += priceCents * BigInt(count);
      lines.push(create(PricedLineSchema, { sku, count, priceCents }));
    }
    const { orderId, customer } = request;
    return create(InitialOrderSchema, { orderId, ...(customer && { customer }), lines, totalCents });
  }
}
