import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Shipment, type Route, RouteSchema } from "../../../generated/logistics/v1/logistics_pb.js";

export interface CarrierApi {
  fetch(path: string): Promise<readonly string[]>;
}

async function stopsOf(fetch: (path: string) => Promise<readonly string[]>, id: string): Promise<readonly string[]> {
  return fetch(`/shipments/${id}/stops`);
}

export class TrackCarrier {
  constructor(private readonly carrier: CarrierApi) {}

  async compute(_ctx: StepContext, shipment: Shipment): Promise<Route> {
    const fetch = (path: string) => this.carrier.fetch(path);
    const depots = await stopsOf(fetch, shipment.id);
    const more = await this.carrier.fetch("/depots");
    return create(RouteSchema, { shipmentId: shipment.id, stops: [...depots, ...more].map((depot) => ({ depot })) });
  }
}
