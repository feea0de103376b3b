import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Order, type Receipt, ReceiptSchema } from "../../../../messages/generated/orders/v1/orders_pb.js";

/** Asks the network, past the services. */
export class Confirm {
  async compute(ctx: StepContext, order: Order): Promise<Receipt> {
    const response = await fetch(`https://shop.example/${order.id}`);
    return create(ReceiptSchema, { text: await response.text() });
  }
}
