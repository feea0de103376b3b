import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Order, type Receipt, ReceiptSchema } from "../../../../messages/generated/orders/v1/orders_pb.js";

/** Sorts the list of the input in place. */
export class Confirm {
  async compute(ctx: StepContext, order: Order): Promise<Receipt> {
    order.lines.sort((a, b) => a.count - b.count);
    return create(ReceiptSchema, { text: order.lines.map(({ sku }) => sku).join() });
  }
}
