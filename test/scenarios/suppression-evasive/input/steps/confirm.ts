import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Order, type Receipt, ReceiptSchema } from "../../../../messages/generated/orders/v1/orders_pb.js";

/** Suppressions of nothing, of no rule, and one in a text, which is none. */
export class Confirm {
  async compute(ctx: StepContext, order: Order): Promise<Receipt> {
    // protograph-allow no-wall-clock -- there is nothing here any more
    const at = ctx.now();
    // protograph-allow no-wallclock -- a name with a slip
    return create(ReceiptSchema, { text: `${order.id} ${at} // protograph-allow no-wall-clock -- a text` });
  }
}
