import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Order, type Receipt, ReceiptSchema } from "../../../../messages/generated/orders/v1/orders_pb.js";

/** Waits on a timer that the run knows nothing of. */
export class Confirm {
  async compute(ctx: StepContext, order: Order): Promise<Receipt> {
    await new Promise((resolve) => setTimeout(resolve, 100));
    return create(ReceiptSchema, { text: order.id });
  }
}
