import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Order, type Receipt, ReceiptSchema } from "../../../../messages/generated/orders/v1/orders_pb.js";

export interface Shop {
  note(id: string): Promise<void>;
}

/** Does not wait for the note. */
export class Confirm {
  constructor(private readonly shop: Shop) {}

  async compute(ctx: StepContext, order: Order): Promise<Receipt> {
    this.shop.note(order.id);
    return create(ReceiptSchema, { text: order.id });
  }
}
