import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { z } from "zod";
import { type ReadyOrder, ReadyOrderSchema } from "../../../../messages/generated/orders/v1/handing_pb.js";
import type { Order } from "../../../../messages/generated/orders/v1/orders_pb.js";
import type { Warehouse } from "../warehouse.js";

/** It throws nothing itself: its service does, and a package. */
export class Prepare {
  constructor(private readonly warehouse: Warehouse) {}

  async compute(_ctx: StepContext, order: Order): Promise<ReadyOrder> {
    await this.warehouse.reserve(z.string().parse(order.lines[0]?.sku));
    return create(ReadyOrderSchema, { orderId: order.id });
  }
}
