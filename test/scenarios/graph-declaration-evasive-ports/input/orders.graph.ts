import { awaited, graph, optional, type StepContext } from "protograph";
import {
  type Customer,
  CustomerSchema,
  type Order,
  OrderSchema,
  type Payment,
  PaymentSchema,
  type Receipt,
  ReceiptSchema,
  type Shipment,
  ShipmentSchema,
  type Stock,
  StockSchema,
} from "../../../messages/generated/orders/v1/orders_pb.js";

const later = awaited(PaymentSchema, { within: "3d" });

const maybe = optional(ReceiptSchema);

export declare function confirm(ctx: StepContext, order: Order, payment: Payment, stock: Stock, customer: Customer): Receipt | undefined;

export declare function send(ctx: StepContext, order: Order): Shipment;

export const placeOrder = graph({
  name: "orders.v1.PlaceOrder",
  inputs: [optional(OrderSchema), later, awaited(StockSchema, { whithin: "3d" }), awaited(CustomerSchema, { within: 3 })],
  outputs: [maybe, awaited(ShipmentSchema)],
  steps: [confirm, send, graph({ name: "orders.v1.Inner", inputs: [], outputs: [], steps: [] })],
});

export const otherOrder = graph({
  name: "orders.v1.OtherOrder",
  inputs: [OrderSchema, awaited()],
  outputs: [optional(send), optional(ShipmentSchema, {}), maybe, maybe],
  steps: [send],
});
