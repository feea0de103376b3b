import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type InitialOrder, type ReadyOrder, ReadyOrderSchema } from "../generated/orders/v1/orders_pb.js";
import { OutOfStock } from "../services/errors.js";
import type { Warehouse } from "../services/warehouse.js";

/** Sets the goods of an order aside. */
export class OrderReady {
  constructor(private readonly warehouse: Warehouse) {}

  async compute(_ctx: StepContext, order: InitialOrder): Promise<ReadyOrder> {
    // An order that is sent twice is one order, and its goods are set aside once.
    const reserved = await this.warehouse.reserve(order.lines, order.orderId);
    if ("available" in reserved) {
      throw new OutOfStock(order.orderId, reserved.sku, reserved.wanted, reserved.available);
    }
    const { orderId, customer, lines, totalCents } = order;
    return create(ReadyOrderSchema, {
      orderId,
      ...(customer && { customer }),
      lines,
      totalCents,
      shelf: reserved.shelf,
    });
  }
}
