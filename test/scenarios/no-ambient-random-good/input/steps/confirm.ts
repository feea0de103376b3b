import { create } from "@bufbuild/protobuf";
import { createHash } from "node:crypto";
import type { StepContext } from "protograph";
import { type Order, type Receipt, ReceiptSchema } from "../../../../messages/generated/orders/v1/orders_pb.js";

/** Chance from ctx; a hash is none. */
export class Confirm {
  async compute(ctx: StepContext, order: Order): Promise<Receipt> {
    const mark = createHash("sha256").update(order.id).digest("hex");
    return create(ReceiptSchema, { text: `${ctx.uuid()} ${ctx.random()} ${mark}` });
  }
}
