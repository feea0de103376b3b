import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import {
  type Approved,
  ApprovedSchema,
  type Decision,
  DecisionSchema,
  type Delivered,
  DeliveredSchema,
  type DeliveryRequest,
  type ReadyOrder,
  ReadyOrderSchema,
  type Refunded,
  RefundedSchema,
  type Rejected,
  type Restocked,
  RestockedSchema,
  type StockShortage,
} from "../../../messages/generated/orders/v1/handing_pb.js";
import { type Order, type Quote, QuoteSchema } from "../../../messages/generated/orders/v1/orders_pb.js";

/** Where goods lie. */
export interface Warehouse {
  reserve(sku: string): Promise<number>;
}

export class OutOfStock extends Error {
  constructor(
    readonly orderId: string,
    readonly sku: string,
  ) {
    super(`${sku} is out of stock`);
  }
}

/** Reserves what is ordered. */
export class ReserveStock {
  constructor(private readonly warehouse: Warehouse) {}

  async compute(_ctx: StepContext, order: Order): Promise<Quote> {
    const [line] = order.lines;
    const count = await this.warehouse.reserve(line?.sku ?? "");
    if (count === 0) throw new OutOfStock(order.id, line?.sku ?? "");
    return create(QuoteSchema, { cents: BigInt(count) });
  }
}

/** Ends the making of an order. */
export function makeReady(_ctx: StepContext, order: Order, quote: Quote): ReadyOrder {
  return create(ReadyOrderSchema, { orderId: order.id, cents: quote.cents });
}

export function review(_ctx: StepContext, order: ReadyOrder): Decision {
  const approved = create(ApprovedSchema, { orderId: order.orderId });
  return create(DecisionSchema, { orderId: order.orderId, outcome: { case: "approved", value: approved } });
}

export function ship(_ctx: StepContext, { orderId }: Approved): Delivered {
  return create(DeliveredSchema, { orderId });
}

export function deliver(_ctx: StepContext, { orderId }: DeliveryRequest): Delivered {
  return create(DeliveredSchema, { orderId });
}

export function refund(_ctx: StepContext, { orderId }: Rejected): Refunded {
  return create(RefundedSchema, { orderId });
}

export function restock(_ctx: StepContext, { sku }: StockShortage): Restocked {
  return create(RestockedSchema, { sku });
}
