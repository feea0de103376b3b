import { flow, handoff } from "protograph";
import { ReadyOrderSchema, StockShortageSchema } from "../../../messages/generated/orders/v1/handing_pb.js";
import { delivering, preparing, restocking } from "./orders.graph.js";

export const ordering = flow({
  name: "orders.v1.Ordering",
  unhappy: { OutOfStock: StockShortageSchema },
  graphs: [preparing, delivering, restocking],
  handoffs: [
    handoff(preparing, ReadyOrderSchema, delivering, ReadyOrderSchema, { key: "orderId" }),
    handoff(preparing, StockShortageSchema, restocking, StockShortageSchema, { key: "sku" }),
  ],
});
