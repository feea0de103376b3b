import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type ReadyOrder, ReadyOrderSchema } from "../../../../messages/generated/orders/v1/handing_pb.js";
import type { Order } from "../../../../messages/generated/orders/v1/orders_pb.js";
import { OutOfStock } from "../errors.js";

export function prepare(_ctx: StepContext, order: Order): ReadyOrder {
  const [line] = order.lines;
  if (!line) throw new OutOfStock(order.id, "");
  return create(ReadyOrderSchema, { orderId: order.id });
}
