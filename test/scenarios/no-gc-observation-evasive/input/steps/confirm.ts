import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Order, type Receipt, ReceiptSchema } from "../../../../messages/generated/orders/v1/orders_pb.js";

/** A WeakRef by another name. */
export class Confirm {
  async compute(ctx: StepContext, order: Order): Promise<Receipt> {
    const Held = globalThis.WeakRef;
    const held = new Held(order);
    return create(ReceiptSchema, { text: held.deref()?.id ?? "" });
  }
}
