import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { stamp } from "../lib/time.js";
import { type Order, type Receipt, ReceiptSchema } from "../../../../messages/generated/orders/v1/orders_pb.js";

/** At the sink the rule's own name, at the call that of what is reached. */
export class Confirm {
  async compute(ctx: StepContext, order: Order): Promise<Receipt> {
    // protograph-allow no-wall-clock -- the time is for the log alone
    const at = Date.now();
    ctx.log.info("confirmed", { at, text: stamp() }); // protograph-allow no-transitive-nondeterminism -- for the log alone
    return create(ReceiptSchema, { text: order.id });
  }
}
