import { create } from "@bufbuild/protobuf";
import { randomUUID as identify } from "node:crypto";
import type { StepContext } from "protograph";
import { type Order, type Receipt, ReceiptSchema } from "../../../../messages/generated/orders/v1/orders_pb.js";

const { random } = Math;

/** Chance under other names. */
export class Confirm {
  async compute(ctx: StepContext, order: Order): Promise<Receipt> {
    const [first] = [...order.lines].sort(() => random() - 0.5);
    return create(ReceiptSchema, { text: `${identify()} ${first?.sku ?? ""}` });
  }
}
