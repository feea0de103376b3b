import { flow, handoff } from "protograph";
import { DeliveryRequestSchema, ReadyOrderSchema, StockShortageSchema } from "../../../messages/generated/orders/v1/handing_pb.js";
import { createOrder, deliverOrder } from "./shop.graph.js";

export const ordering = flow({
  name: "orders.v1.Ordering",
  unhappy: { OutOfStock: StockShortageSchema },
  graphs: [createOrder, deliverOrder],
  handoffs: [handoff(createOrder, ReadyOrderSchema, deliverOrder, DeliveryRequestSchema, { key: "orderId" })],
});
