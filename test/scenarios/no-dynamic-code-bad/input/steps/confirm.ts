import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Order, type Receipt, ReceiptSchema } from "../../../../messages/generated/orders/v1/orders_pb.js";

/** Runs a text. */
export class Confirm {
  async compute(ctx: StepContext, order: Order): Promise<Receipt> {
    return create(ReceiptSchema, { text: String(eval(order.id)) });
  }
}
