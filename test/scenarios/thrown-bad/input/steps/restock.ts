import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Restocked, RestockedSchema, type StockShortage } from "../../../../messages/generated/orders/v1/handing_pb.js";

export function restock(_ctx: StepContext, { sku }: StockShortage): Restocked {
  return create(RestockedSchema, { sku });
}
