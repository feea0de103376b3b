import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Rejected, type Release, ReleaseSchema } from "../generated/orders/v1/review_pb.js";
import type { Warehouse } from "../services/warehouse.js";

/** Puts the goods of an order that is not delivered back. */
export class PutBack {
  constructor(private readonly warehouse: Warehouse) {}

  async compute(_ctx: StepContext, { orderId, reason, shelf }: Rejected): Promise<Release> {
    await this.warehouse.release(shelf);
    return create(ReleaseSchema, { orderId, text: `not delivered: ${reason}` });
  }
}
