import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Basket, type Reservation, ReservationSchema } from "../../../generated/shops/v1/shops_pb.js";

export interface Warehouse {
  available(sku: string): Promise<number>;
}

export class CheckStockInOrder {
  constructor(private readonly warehouse: Warehouse) {}

  async compute(_ctx: StepContext, basket: Basket): Promise<Reservation> {
    const counts = new Array<number>(basket.lines.length).fill(0);
    await Promise.all(
      basket.lines.map(async (line, index) => {
        counts[index] = await this.warehouse.available(line.sku);
      }),
    );
    const again = await Promise.all(basket.lines.map((line) => this.warehouse.available(line.sku)));
    const skus = basket.lines.filter((line, at) => Math.min(counts[at] ?? 0, again[at] ?? 0) >= line.quantity);
    return create(ReservationSchema, { id: basket.id, skus: skus.map((line) => line.sku) });
  }
}
