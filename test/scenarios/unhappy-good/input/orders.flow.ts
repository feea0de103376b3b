import { flow, handoff } from "protograph";
import { StockShortageSchema } from "../../../messages/generated/orders/v1/handing_pb.js";
import { createOrder, fillStock } from "./shop.graph.js";

export const creating = flow({
  name: "orders.v1.Creating",
  unhappy: { OutOfStock: StockShortageSchema },
  graphs: [createOrder, fillStock],
  handoffs: [handoff(createOrder, StockShortageSchema, fillStock, StockShortageSchema, { key: "sku" })],
});
