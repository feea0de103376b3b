import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type DeliveryRequest, type Parcel, ParcelSchema } from "../generated/orders/v1/delivery_pb.js";

/** Makes a parcel of what lies on an order's shelf. */
export function PackParcel(_ctx: StepContext, request: DeliveryRequest): Parcel {
  const { orderId, customer, shelf } = request;
  return create(ParcelSchema, { orderId, shelf, label: `${customer?.name ?? ""}, ${customer?.address ?? ""}` });
}
