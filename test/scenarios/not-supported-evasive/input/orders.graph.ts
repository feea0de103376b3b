import * as p from "protograph";
import * as pb from "../../../messages/generated/orders/v1/orders_pb.js";

const cached = { cache: { ttl: "1h" } } as const;
const careful = { ...cached, timeout: "2s" } as const;

export class Price {
  compute(ctx: p.StepContext, order: pb.Order): pb.Quote {
    throw new Error(`${ctx.runId} ${order.id}`);
  }
}

const price = p.use(Price, { ...careful, name: "Cost" });

export const placeOrder = p.graph({
  name: "orders.v1.PlaceOrder",
  inputs: [pb.OrderSchema],
  outputs: [pb.QuoteSchema],
  steps: [price],
});
