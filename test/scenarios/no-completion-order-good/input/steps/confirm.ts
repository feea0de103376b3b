import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Order, type Receipt, ReceiptSchema } from "../../../../messages/generated/orders/v1/orders_pb.js";

export interface Shop {
  textOf(id: string): Promise<string>;
}

/** All of them, in the order of the lines. */
export class Confirm {
  constructor(private readonly shop: Shop) {}

  async compute(ctx: StepContext, order: Order): Promise<Receipt> {
    const texts = await Promise.all(order.lines.map(async (line) => this.shop.textOf(line.sku)));
    let length = 0;
    for (const text of texts) length += text.length;
    return create(ReceiptSchema, { text: `${texts.join()} ${length}` });
  }
}
