import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Order, type Receipt, ReceiptSchema } from "../../../../messages/generated/orders/v1/orders_pb.js";

let count = 0;

/** Counts in a variable of the module. */
export class Confirm {
  async compute(ctx: StepContext, order: Order): Promise<Receipt> {
    count += 1;
    return create(ReceiptSchema, { text: `${order.id} ${count}` });
  }
}
