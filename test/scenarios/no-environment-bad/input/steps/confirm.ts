import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Order, type Receipt, ReceiptSchema } from "../../../../messages/generated/orders/v1/orders_pb.js";

/** Reads a setting of the process. */
export class Confirm {
  async compute(ctx: StepContext, order: Order): Promise<Receipt> {
    return create(ReceiptSchema, { text: `${order.id} ${process.env["SHOP"] ?? ""}` });
  }
}
