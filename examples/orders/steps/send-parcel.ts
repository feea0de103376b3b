import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Delivery, DeliverySchema, type Parcel } from "../generated/orders/v1/delivery_pb.js";
import type { Carrier } from "../services/carrier.js";

/** Has a parcel fetched. */
export class SendParcel {
  constructor(private readonly carrier: Carrier) {}

  async compute(ctx: StepContext, { orderId, label, shelf }: Parcel): Promise<Delivery> {
    const tracking = await this.carrier.fetch(label, shelf, ctx.idempotencyKey);
    return create(DeliverySchema, { orderId, tracking });
  }
}
