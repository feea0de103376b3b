import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { stamp } from "../lib/time.js";
import { type Order, type Receipt, ReceiptSchema } from "../../../../messages/generated/orders/v1/orders_pb.js";

/** Calls a helper that reads the clock. */
export class Confirm {
  async compute(ctx: StepContext, order: Order): Promise<Receipt> {
    return create(ReceiptSchema, { text: `${order.id} ${stamp()}` });
  }
}
