import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Delivered, DeliveredSchema, type ReadyOrder } from "../../../../messages/generated/orders/v1/handing_pb.js";

export function deliver(_ctx: StepContext, { orderId }: ReadyOrder): Delivered {
  return create(DeliveredSchema, { orderId });
}
