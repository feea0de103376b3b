import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Order, type Receipt, ReceiptSchema } from "../../../../messages/generated/orders/v1/orders_pb.js";

/** A locale and a zone that are named. */
export class Confirm {
  async compute(ctx: StepContext, order: Order): Promise<Receipt> {
    const due = new Date(order.lines.length);
    const names = order.lines.map((line) => line.sku).sort((a, b) => a.localeCompare(b, "en"));
    const text = due.toLocaleDateString("en", { timeZone: "UTC" });
    return create(ReceiptSchema, { text: `${text} ${due.getUTCHours()} ${names.join()}` });
  }
}
