import { flow, handoff } from "protograph";
import { ReadyOrderSchema, StockShortageSchema } from "../../../messages/generated/orders/v1/handing_pb.js";
import { delivering, preparing, restocking } from "./orders.graph.js";

export const misspelt = flow({
  name: "orders.v1.Misspelt",
  unhappy: { OutOfStok: StockShortageSchema },
  graphs: [preparing, delivering, restocking],
  handoffs: [
    handoff(preparing, ReadyOrderSchema, delivering, ReadyOrderSchema, { key: "orderId" }),
    handoff(preparing, StockShortageSchema, restocking, StockShortageSchema, { key: "sku" }),
  ],
});

export const thrownElsewhere = flow({
  name: "orders.v1.ThrownElsewhere",
  unhappy: { OutOfStock: StockShortageSchema },
  graphs: [preparing, delivering, restocking],
  handoffs: [
    handoff(preparing, ReadyOrderSchema, delivering, ReadyOrderSchema, { key: "orderId" }),
    handoff(delivering, StockShortageSchema, restocking, StockShortageSchema, { key: "sku" }),
  ],
});

export const alsoElsewhere = flow({
  name: "orders.v1.AlsoElsewhere",
  unhappy: { OutOfStock: StockShortageSchema },
  graphs: [preparing, delivering, restocking],
  handoffs: [
    handoff(preparing, ReadyOrderSchema, delivering, ReadyOrderSchema, { key: "orderId" }),
    handoff(preparing, StockShortageSchema, restocking, StockShortageSchema, { key: "sku" }),
    handoff(delivering, StockShortageSchema, restocking, StockShortageSchema, { key: "sku" }),
  ],
});
