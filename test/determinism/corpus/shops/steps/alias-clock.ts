import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Order, type Reservation, ReservationSchema } from "../../../generated/shops/v1/shops_pb.js";

export class AliasClock {
  compute(_ctx: StepContext, order: Order): Reservation {
    const { now } = Date;
    const Clock = Date;
    const soon = now() + 1000;
    const made = new Clock();
    const called = Date.now.call(undefined);
    const later = Math.max(soon, made.getTime(), called);
    return create(ReservationSchema, { id: order.id, expiresAtMs: later });
  }
}
