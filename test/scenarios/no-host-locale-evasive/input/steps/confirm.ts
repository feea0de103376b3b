import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Order, type Receipt, ReceiptSchema } from "../../../../messages/generated/orders/v1/orders_pb.js";

/** The zone of the host, where it hides. */
export class Confirm {
  async compute(ctx: StepContext, order: Order): Promise<Receipt> {
    const due = new Date(order.lines.length);
    const hours = due["getHours"]();
    const format = new Intl.DateTimeFormat("en", { dateStyle: "long" });
    return create(ReceiptSchema, { text: `${due} ${hours} ${format.format(due)}` });
  }
}
