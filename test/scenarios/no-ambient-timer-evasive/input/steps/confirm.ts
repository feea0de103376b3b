import { create } from "@bufbuild/protobuf";
import { setTimeout as wait } from "node:timers/promises";
import type { StepContext } from "protograph";
import { type Order, type Receipt, ReceiptSchema } from "../../../../messages/generated/orders/v1/orders_pb.js";

/** Waits under other names. */
export class Confirm {
  async compute(ctx: StepContext, order: Order): Promise<Receipt> {
    await wait(100);
    return create(ReceiptSchema, { text: String(AbortSignal.timeout(5).aborted) });
  }
}
