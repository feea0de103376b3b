import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Order, type Receipt, ReceiptSchema } from "../../../../messages/generated/orders/v1/orders_pb.js";

const Clock = globalThis["Date"];
const soon = Clock.now.bind(Clock);

/** The clock under other names; `new Date(value)` reads none. */
export class Confirm {
  async compute(ctx: StepContext, order: Order): Promise<Receipt> {
    const made = Reflect.construct(Clock, []);
    const later = soon();
    return create(ReceiptSchema, { text: `${made.getTime()} ${later} ${new Date(order.lines.length).toISOString()}` });
  }
}
