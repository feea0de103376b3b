import { flow, tap } from "protograph";
import { createOrder } from "./shop.graph.js";
import { ReserveStock } from "./steps.js";

export const watching = flow({
  name: "orders.v1.Watching",
  graphs: [createOrder],
  handoffs: [tap(createOrder, ReserveStock, (quote) => void quote.cents, { weak: true, window: 4, overflow: "wait" })],
});
