import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Shipment, type Route, RouteSchema } from "../../../generated/logistics/v1/logistics_pb.js";
import { withBackOff } from "../lib/back-off.js";

export interface Booking {
  book(shipmentId: string): Promise<number>;
}

export class BookCarrier {
  constructor(private readonly booking: Booking) {}

  async compute(_ctx: StepContext, shipment: Shipment): Promise<Route> {
    const costCents = await withBackOff(3, () => this.booking.book(shipment.id));
    return create(RouteSchema, { shipmentId: shipment.id, costCents });
  }
}
