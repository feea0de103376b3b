import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Basket, type Reservation, ReservationSchema } from "../../../generated/shops/v1/shops_pb.js";

const HOLD_MINUTES = 15;

export class ExpireReservation {
  compute(ctx: StepContext, basket: Basket): Reservation {
    const expiresAtMs = Date.now() + HOLD_MINUTES * 60_000;
    const today = new Date();
    ctx.log.info("holding", { until: expiresAtMs, day: today.toISOString().slice(0, 10) });
    return create(ReservationSchema, { id: basket.id, skus: basket.lines.map((line) => line.sku), expiresAtMs });
  }
}
