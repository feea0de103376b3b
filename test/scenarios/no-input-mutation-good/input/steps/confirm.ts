import { clone, create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Order, OrderSchema, type Receipt, ReceiptSchema } from "../../../../messages/generated/orders/v1/orders_pb.js";

/** A copy is one's own. */
export class Confirm {
  async compute(ctx: StepContext, order: Order): Promise<Receipt> {
    const lines = order.lines.toSorted((a, b) => a.count - b.count);
    const draft = clone(OrderSchema, order);
    draft.id = "draft";
    return create(ReceiptSchema, { text: `${draft.id} ${lines.length}` });
  }
}
