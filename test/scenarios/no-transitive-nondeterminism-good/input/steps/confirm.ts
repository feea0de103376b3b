import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { mark } from "../lib/time.js";
import { type Order, type Receipt, ReceiptSchema } from "../../../../messages/generated/orders/v1/orders_pb.js";

/** The helper is given the moment. */
export class Confirm {
  async compute(ctx: StepContext, order: Order): Promise<Receipt> {
    return create(ReceiptSchema, { text: mark(order.id, String(ctx.now())) });
  }
}
