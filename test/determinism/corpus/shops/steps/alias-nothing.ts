import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Order, type Reservation, ReservationSchema } from "../../../generated/shops/v1/shops_pb.js";

export class AliasNothing {
  compute(ctx: StepContext, order: Order): Reservation {
    const { now, uuid: randomUUID } = ctx;
    const { floor, max } = Math;
    const utc = Date.UTC;
    const Clock = { now: () => order.placedAtMs };
    const MyDate = Date;
    const placed = new MyDate(order.placedAtMs);
    const skus = [randomUUID(), placed.toISOString()];
    return create(ReservationSchema, { id: order.id, skus, expiresAtMs: max(floor(now()), Clock.now(), utc(2024, 1)) });
  }
}
