import { flow, graph, tap } from "protograph";
import { ReadyOrderSchema } from "../../../messages/generated/orders/v1/handing_pb.js";
import { OrderSchema, QuoteSchema } from "../../../messages/generated/orders/v1/orders_pb.js";
import { ReserveStock, makeReady } from "./steps.js";

/** Reserves, in a graph of its own. */
export const reserving = graph({
  name: "orders.v1.Reserving",
  inputs: [OrderSchema],
  outputs: [QuoteSchema],
  steps: [ReserveStock],
});

export const createOrder = graph({
  name: "orders.v1.CreateOrder",
  inputs: [OrderSchema],
  outputs: [ReadyOrderSchema],
  steps: [reserving, makeReady],
});

export const watching = flow({
  name: "orders.v1.Watching",
  graphs: [createOrder],
  handoffs: [
    tap(createOrder, ReserveStock, () => undefined, { weak: true, required: true }),
    tap(createOrder, makeReady, () => undefined),
    tap(createOrder, makeReady, () => undefined, { weak: false }),
    tap(createOrder, makeReady, () => undefined, { weak: true, required: true, overflow: "drop" }),
  ],
});
