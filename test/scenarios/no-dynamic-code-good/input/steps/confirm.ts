import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Order, type Receipt, ReceiptSchema } from "../../../../messages/generated/orders/v1/orders_pb.js";

/** A module whose path is written can be looked into. */
export class Confirm {
  async compute(ctx: StepContext, order: Order): Promise<Receipt> {
    const prices = await import("../lib/prices.js");
    return create(ReceiptSchema, { text: String(prices.of(order.id)) });
  }
}
