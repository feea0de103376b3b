import { create } from "@bufbuild/protobuf";
import type { Lazy, StepContext } from "protograph";
import {
  type Approval,
  type Gift,
  GiftSchema,
  type Invoice,
  type Order,
  type Parcel,
  ParcelSchema,
  type Price,
  PriceSchema,
  type Receipt,
  ReceiptSchema,
  type Stock,
} from "../generated/golden/v1/golden_pb.js";
import type { Stage } from "./stage.js";

export class WrapGift {
  constructor(private readonly stage: Stage) {}

  async compute(ctx: StepContext, order: Order): Promise<Gift> {
    await this.stage.enter(ctx);
    return create(GiftSchema, { wrapping: `paper for ${order.skus.length}` });
  }
}

/** Only some orders have one, and this alone knows which. */
export class FindGift {
  constructor(private readonly stage: Stage) {}

  async compute(ctx: StepContext, order: Order): Promise<Gift | undefined> {
    await this.stage.enter(ctx);
    return order.gift ? create(GiftSchema, { wrapping: "ribbon" }) : undefined;
  }
}

export class PackParcel {
  constructor(private readonly stage: Stage) {}

  async compute(ctx: StepContext, order: Order, gift: Gift | undefined): Promise<Parcel> {
    await this.stage.enter(ctx);
    return create(ParcelSchema, { label: `${order.id} in ${gift?.wrapping ?? "a plain box"}` });
  }
}

export class SendByRoad {
  constructor(private readonly stage: Stage) {}

  async compute(ctx: StepContext, order: Order, stock: Stock): Promise<Parcel> {
    await this.stage.enter(ctx);
    return create(ParcelSchema, { label: `${order.id}, ${Object.keys(stock.available).length} by road` });
  }
}

export class SendByAir {
  constructor(private readonly stage: Stage) {}

  async compute(ctx: StepContext, order: Order, price: Price): Promise<Parcel> {
    await this.stage.enter(ctx);
    return create(ParcelSchema, { label: `${order.id} by air, insured for ${price.cents}` });
  }
}

export class SignReceipt {
  constructor(private readonly stage: Stage) {}

  async compute(ctx: StepContext, price: Price, approval: Approval): Promise<Receipt> {
    await this.stage.enter(ctx);
    return create(ReceiptSchema, { text: `${price.cents}, approved by ${approval.by}` });
  }
}

/** Looks at the stock only for orders that are in a hurry. */
export class PromiseDate {
  constructor(private readonly stage: Stage) {}

  async compute(ctx: StepContext, order: Order, stock: Lazy<Stock>): Promise<Receipt> {
    await this.stage.enter(ctx);
    const left = order.express ? Object.keys((await stock.get()).available).length : "any";
    return create(ReceiptSchema, { text: `${order.id}: ${left} left` });
  }
}

/** What an order costs where nobody can say. */
export function usualPrice(_ctx: StepContext, order: Order): Price {
  return create(PriceSchema, { cents: BigInt(order.skus.length) * 1_000n });
}

/** Takes the money. */
export class Charge {
  constructor(private readonly stage: Stage) {}

  async compute(ctx: StepContext, invoice: Invoice): Promise<Receipt> {
    await this.stage.enter(ctx);
    return create(ReceiptSchema, { text: `charged ${invoice.cents}` });
  }
}
