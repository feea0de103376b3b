import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Order, type Receipt, ReceiptSchema } from "../../../../messages/generated/orders/v1/orders_pb.js";

/** Waits with ctx, which the run can cancel. */
export class Confirm {
  async compute(ctx: StepContext, order: Order): Promise<Receipt> {
    await ctx.sleep("100ms");
    return create(ReceiptSchema, { text: order.id });
  }
}
