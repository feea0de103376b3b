import { create } from "@bufbuild/protobuf";
import { posix } from "node:path";
import type { StepContext } from "protograph";
import { type Order, type Receipt, ReceiptSchema } from "../../../../messages/generated/orders/v1/orders_pb.js";

export interface Shop {
  textOf(id: string): Promise<string>;
}

/** Asks a service; to join paths reads nothing. */
export class Confirm {
  constructor(private readonly shop: Shop) {}

  async compute(ctx: StepContext, order: Order): Promise<Receipt> {
    const text = await this.shop.textOf(order.id);
    return create(ReceiptSchema, { text: posix.join("receipts", text) });
  }
}
