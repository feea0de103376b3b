import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { label, Title, tools } from "../lib/index.js";
import { type Order, type Receipt, ReceiptSchema } from "../../../../messages/generated/orders/v1/orders_pb.js";

/** A text that an object is made into, a callback, and a getter behind a barrel. */
export class Confirm {
  async compute(ctx: StepContext, order: Order): Promise<Receipt> {
    const labels = order.lines.map(label);
    return create(ReceiptSchema, { text: `${new Title(order.id)} ${labels.join()} ${tools.clock.now}` });
  }
}
