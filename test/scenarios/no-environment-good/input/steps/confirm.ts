import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Order, type Receipt, ReceiptSchema } from "../../../../messages/generated/orders/v1/orders_pb.js";

export interface Settings {
  readonly shop: string;
}

/** A setting that is given to the step. */
export class Confirm {
  constructor(private readonly settings: Settings) {}

  async compute(ctx: StepContext, order: Order): Promise<Receipt> {
    return create(ReceiptSchema, { text: `${order.id} ${this.settings.shop}` });
  }
}
