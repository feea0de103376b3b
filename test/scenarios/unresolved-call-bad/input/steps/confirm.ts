import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { rate } from "#rates";
import { type Order, type Receipt, ReceiptSchema } from "../../../../messages/generated/orders/v1/orders_pb.js";

/** Calls a package that has declarations only. */
export class Confirm {
  async compute(ctx: StepContext, order: Order): Promise<Receipt> {
    return create(ReceiptSchema, { text: rate(order.id) });
  }
}
