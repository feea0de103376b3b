import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Basket, type Reservation, ReservationSchema } from "../../../generated/shops/v1/shops_pb.js";

export interface Warehouse {
  available(sku: string): Promise<number>;
}

export class CheckStock {
  constructor(private readonly warehouse: Warehouse) {}

  async compute(_ctx: StepContext, basket: Basket): Promise<Reservation> {
    const skus: string[] = [];
    await Promise.all(
      basket.lines.map(async (line) => {
        const available = await this.warehouse.available(line.sku);
        if (available >= line.quantity) skus.push(line.sku);
      }),
    );
    return create(ReservationSchema, { id: basket.id, skus });
  }
}
