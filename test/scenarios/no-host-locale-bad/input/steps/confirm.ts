import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Order, type Receipt, ReceiptSchema } from "../../../../messages/generated/orders/v1/orders_pb.js";

/** Writes a date as the host does. */
export class Confirm {
  async compute(ctx: StepContext, order: Order): Promise<Receipt> {
    const due = new Date(order.lines.length);
    return create(ReceiptSchema, { text: `${order.id} ${due.toLocaleDateString()}` });
  }
}
