import { graph, type StepContext } from "protograph";
import {
  type Customer,
  CustomerSchema,
  type Invoice,
  InvoiceSchema,
  type Quote,
  QuoteSchema,
  type Shipment,
} from "../../../messages/generated/orders/v1/orders_pb.js";

export declare class Bill {
  compute(ctx: StepContext, quote: Quote, customer: Customer, shipment: Shipment): Invoice;
}

export declare class Ship {
  compute(ctx: StepContext, customer: Customer): Shipment;
}

export const billing = graph({
  name: "billing.v1.Billing",
  inputs: [QuoteSchema, CustomerSchema],
  outputs: [InvoiceSchema],
  steps: [Bill, Ship],
});
