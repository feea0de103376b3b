import { graph } from "protograph";
import { ReadyOrderSchema, RestockedSchema, StockShortageSchema } from "../../../messages/generated/orders/v1/handing_pb.js";
import { OrderSchema } from "../../../messages/generated/orders/v1/orders_pb.js";
import { makeReady, ReserveStock, restock } from "./steps.js";

export const createOrder = graph({
  name: "orders.v1.CreateOrder",
  inputs: [OrderSchema],
  outputs: [ReadyOrderSchema],
  steps: [ReserveStock, makeReady],
});

export const fillStock = graph({
  name: "orders.v1.FillStock",
  inputs: [StockShortageSchema],
  outputs: [RestockedSchema],
  steps: [restock],
});
