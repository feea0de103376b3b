import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Order, type Receipt, ReceiptSchema } from "../../../../messages/generated/orders/v1/orders_pb.js";

const confirm = (): number => 0;

/** The constructor behind a function, and a module known only when it runs. */
export class Confirm {
  async compute(ctx: StepContext, order: Order): Promise<Receipt> {
    const make = confirm.constructor as (body: string) => () => unknown;
    const rules: unknown = await import(`../rules/${order.id}.js`);
    return create(ReceiptSchema, { text: `${String(make("return 1")())} ${String(rules)}` });
  }
}
