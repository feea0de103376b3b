import { graph, type StepContext } from "protograph";
import { type Order, OrderSchema, type Quote, QuoteSchema } from "../../../messages/generated/orders/v1/orders_pb.js";

/** What an option of a later release would say, the step says itself: it may be called again. */
export class Price {
  async compute(ctx: StepContext, order: Order): Promise<Quote> {
    throw new Error(`${ctx.runId} ${order.lines.length}`);
  }
}

export const placeOrder = graph({
  name: "orders.v1.PlaceOrder",
  inputs: [OrderSchema],
  outputs: [QuoteSchema],
  steps: [Price],
});
