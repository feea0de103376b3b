import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Order, type Receipt, ReceiptSchema } from "../../../../messages/generated/orders/v1/orders_pb.js";

const seen: string[] = [];

/** A list of the module by another name, and a field of the step. */
export class Confirm {
  private last = "";

  async compute(ctx: StepContext, order: Order): Promise<Receipt> {
    const list = seen;
    list.push(order.id);
    this.last = order.id;
    return create(ReceiptSchema, { text: list.join() });
  }
}
