import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Order, type Receipt, ReceiptSchema } from "../../../../messages/generated/orders/v1/orders_pb.js";

/** Holds an input weakly. */
export class Confirm {
  async compute(ctx: StepContext, order: Order): Promise<Receipt> {
    const held = new WeakRef(order);
    return create(ReceiptSchema, { text: held.deref()?.id ?? "" });
  }
}
