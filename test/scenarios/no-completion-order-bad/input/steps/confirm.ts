import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Order, type Receipt, ReceiptSchema } from "../../../../messages/generated/orders/v1/orders_pb.js";

export interface Shop {
  textOf(id: string): Promise<string>;
}

/** Takes what comes first. */
export class Confirm {
  constructor(private readonly shop: Shop) {}

  async compute(ctx: StepContext, order: Order): Promise<Receipt> {
    const text = await Promise.race([this.shop.textOf(order.id), this.shop.textOf("default")]);
    return create(ReceiptSchema, { text: text });
  }
}
