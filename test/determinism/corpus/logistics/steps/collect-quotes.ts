import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Shipment, type Route, RouteSchema } from "../../../generated/logistics/v1/logistics_pb.js";

export interface Carriers {
  quote(parcel: string): Promise<number>;
}

export class CollectQuotes {
  constructor(private readonly carriers: Carriers) {}

  async compute(_ctx: StepContext, shipment: Shipment): Promise<Route> {
    const best = { cents: 0, parcel: "" };
    const tasks: Promise<void>[] = [];
    for (const { id } of shipment.parcels) {
      tasks.push(
        (async () => {
          const cents = await this.carriers.quote(id);
          best.parcel = id;
          best.cents = cents;
        })(),
      );
    }
    await Promise.all(tasks);
    return create(RouteSchema, { shipmentId: best.parcel, costCents: best.cents });
  }
}
