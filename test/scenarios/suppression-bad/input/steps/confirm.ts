import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Order, type Receipt, ReceiptSchema } from "../../../../messages/generated/orders/v1/orders_pb.js";

/** A suppression without a reason allows nothing. */
export class Confirm {
  async compute(ctx: StepContext, order: Order): Promise<Receipt> {
    // protograph-allow no-wall-clock
    const at = Date.now();
    return create(ReceiptSchema, { text: `${order.id} ${at}` });
  }
}
