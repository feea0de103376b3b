import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Order, type Receipt, ReceiptSchema } from "../../../../messages/generated/orders/v1/orders_pb.js";

export interface Shop {
  note(id: string): Promise<void>;
}

/** Promises that get lost on the way. */
export class Confirm {
  constructor(private readonly shop: Shop) {}

  async compute(ctx: StepContext, order: Order): Promise<Receipt> {
    order.lines.forEach(async (line) => this.shop.note(line.sku));
    void this.shop.note(order.id);
    return create(ReceiptSchema, { text: order.id });
  }
}
