import { create } from "@bufbuild/protobuf";
import { isIP } from "node:net";
import type { StepContext } from "protograph";
import { type Order, type Receipt, ReceiptSchema } from "../../../../messages/generated/orders/v1/orders_pb.js";

/** A file, by an import in the middle of a step; `isIP` only looks at a text. */
export class Confirm {
  async compute(ctx: StepContext, order: Order): Promise<Receipt> {
    const { readFileSync: read } = await import("node:fs");
    return create(ReceiptSchema, { text: `${read(order.id, "utf8")} ${isIP(order.id)}` });
  }
}
