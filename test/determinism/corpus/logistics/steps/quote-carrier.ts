import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Shipment, type Route, RouteSchema } from "../../../generated/logistics/v1/logistics_pb.js";
import axios from "axios";

export class QuoteCarrier {
  async compute(_ctx: StepContext, shipment: Shipment): Promise<Route> {
    const { data } = await axios.get<{ cents: number }>(`https://rates.example/${shipment.carrier}`);
    return create(RouteSchema, { shipmentId: shipment.id, costCents: data.cents });
  }
}
