import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Order, type Receipt, ReceiptSchema } from "../../../../messages/generated/orders/v1/orders_pb.js";

interface Plan {
  of(id: string): string;
}

/** A function that is said to be in a text. */
export class Confirm {
  async compute(ctx: StepContext, order: Order): Promise<Receipt> {
    const plan = JSON.parse(order.id) as Plan;
    return create(ReceiptSchema, { text: plan.of(order.id) });
  }
}
