import { graph, type StepContext } from "protograph";
import { type Order, OrderSchema, type Quote, QuoteSchema } from "../../../messages/generated/orders/v1/orders_pb.js";

export declare class Price {
  compute(ctx: StepContext, order: Order): Quote;
}

export const empty = graph({ name: "orders.v1.Empty", inputs: [OrderSchema], outputs: [QuoteSchema], steps: [] });

export const silent = graph({ name: "orders.v1.Silent", inputs: [OrderSchema], outputs: [], steps: [Price] });

export const partial = graph({ name: "orders.v1.Partial", steps: [Price] });

export const nameless = graph({ inputs: [OrderSchema], outputs: [QuoteSchema], steps: [Price] });

export const typo = graph({
  name: "orders.v1.Typo",
  input: [OrderSchema],
  inputs: [OrderSchema],
  outputs: QuoteSchema,
  steps: [Price],
  version: 2,
  durability: "disk",
});

export const twice = graph({
  name: "orders.v1.Twice",
  inputs: [OrderSchema, OrderSchema],
  outputs: [QuoteSchema, QuoteSchema],
  steps: [Price],
});

export const nothing = graph();

export function make(): unknown {
  return graph({ name: "orders.v1.Made", inputs: [OrderSchema], outputs: [QuoteSchema], steps: [Price] });
}

graph({ name: "orders.v1.Loose", inputs: [OrderSchema], outputs: [QuoteSchema], steps: [Price] });
