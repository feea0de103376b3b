import { graph, optional, type StepContext, use } from "protograph";
import {
  type Customer,
  type Invoice,
  InvoiceSchema,
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

/** What can do without an invoice is always there. */
export declare class Confirm {
  compute(ctx: StepContext, order: Order, invoice: Invoice | undefined): Receipt;
}

export declare class Ship {
  compute(ctx: StepContext, order: Order): Shipment;
}

export const isLarge = (order: Order): boolean => order.lines.length > 10;

export const placeOrder = graph({
  name: "orders.v1.PlaceOrder",
  inputs: [OrderSchema],
  outputs: [ReceiptSchema, optional(InvoiceSchema), optional(ShipmentSchema)],
  steps: [Find, Bill, Confirm, use(Ship, { when: isLarge })],
});
