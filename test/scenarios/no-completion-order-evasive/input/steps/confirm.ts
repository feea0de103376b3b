import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Order, type Receipt, ReceiptSchema } from "../../../../messages/generated/orders/v1/orders_pb.js";

export interface Shop {
  textOf(id: string): Promise<string>;
}

/** A list filled in the order in which answers come; one filled by index is not. */
export class Confirm {
  constructor(private readonly shop: Shop) {}

  async compute(ctx: StepContext, order: Order): Promise<Receipt> {
    const texts: string[] = [];
    const byIndex: string[] = [];
    await Promise.all(
      order.lines.map(async (line, index) => {
        const text = await this.shop.textOf(line.sku);
        texts.push(text);
        byIndex[index] = text;
      }),
    );
    return create(ReceiptSchema, { text: `${texts.join()} ${byIndex.join()}` });
  }
}
