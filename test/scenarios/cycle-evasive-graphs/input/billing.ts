import { graph, type StepContext, use } from "protograph";
import { InvoiceSchema, type Order, OrderSchema, type Quote } from "../../../messages/generated/orders/v1/orders_pb.js";
import { ordering } from "./orders.graph.js";

export declare class Price {
  compute(ctx: StepContext, order: Order): Quote;
}

export const billing = graph({
  name: "orders.v1.Billing",
  inputs: [OrderSchema],
  outputs: [InvoiceSchema],
  steps: [Price, use(ordering, { name: "Orders" })],
});
