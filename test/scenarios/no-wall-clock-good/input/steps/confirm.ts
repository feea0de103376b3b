import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Order, type Receipt, ReceiptSchema } from "../../../../messages/generated/orders/v1/orders_pb.js";

/** Stamps a receipt with the run's time, which a rerun sees again. */
export class Confirm {
  async compute(ctx: StepContext, order: Order): Promise<Receipt> {
    const at = new Date(ctx.now());
    return create(ReceiptSchema, { text: `${order.id} at ${at.toISOString()}` });
  }
}
