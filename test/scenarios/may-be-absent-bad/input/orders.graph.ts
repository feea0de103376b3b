import { graph, type StepContext, use } from "protograph";
import {
  type Customer,
  type Invoice,
  type Order,
  OrderSchema,
  type Receipt,
  ReceiptSchema,
  type Shipment,
  ShipmentSchema,
} from "../../../messages/generated/orders/v1/orders_pb.js";

export declare class Find {
  compute(ctx: StepContext, order: Order): Promise<Customer | undefined>;
}

export declare class Bill {
  compute(ctx: StepContext, customer: Customer): Invoice;
}

export declare class Confirm {
  compute(ctx: StepContext, invoice: Invoice): Receipt;
}

export declare class Ship {
  compute(ctx: StepContext, order: Order): Shipment;
}

export const isLarge = (order: Order): boolean => order.lines.length > 10;

export const placeOrder = graph({
  name: "orders.v1.PlaceOrder",
  inputs: [OrderSchema],
  outputs: [ReceiptSchema, ShipmentSchema],
  steps: [Find, Bill, Confirm, use(Ship, { when: isLarge })],
});
