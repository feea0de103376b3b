import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Shipment, type Route, RouteSchema } from "../../../generated/logistics/v1/logistics_pb.js";
import { HttpRates } from "../lib/http-rates.js";

export class QuoteOwnService {
  async compute(_ctx: StepContext, shipment: Shipment): Promise<Route> {
    const rates = new HttpRates();
    const costCents = await rates.cents(shipment.carrier);
    return create(RouteSchema, { shipmentId: shipment.id, costCents });
  }
}
