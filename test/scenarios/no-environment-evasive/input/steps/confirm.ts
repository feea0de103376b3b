import { create } from "@bufbuild/protobuf";
import { hostname as host } from "node:os";
import type { StepContext } from "protograph";
import { type Order, type Receipt, ReceiptSchema } from "../../../../messages/generated/orders/v1/orders_pb.js";

/** The host under other names. */
export class Confirm {
  async compute(ctx: StepContext, order: Order): Promise<Receipt> {
    const { pid } = process;
    return create(ReceiptSchema, { text: `${pid} ${host()} ${order.id}` });
  }
}
