import { flow, handoff } from "protograph";
import { StockShortageSchema } from "../../../messages/generated/orders/v1/handing_pb.js";
import type { OutOfStock } from "./errors.js";
import { preparing, restocking } from "./orders.graph.js";

/** A class that a service's file declares, one that is known by its errors' name, and one of a package: sound. */
export const soldOut = flow({
  name: "orders.v1.SoldOut",
  unhappy: { SoldOut: StockShortageSchema },
  graphs: [preparing, restocking],
  handoffs: [handoff(preparing, StockShortageSchema, restocking, StockShortageSchema, { key: "sku" })],
});

export const closed = flow({
  name: "orders.v1.Closed",
  unhappy: { Closed: StockShortageSchema },
  graphs: [preparing, restocking],
  handoffs: [handoff(preparing, StockShortageSchema, restocking, StockShortageSchema, { key: "sku" })],
});

export const unread = flow({
  name: "orders.v1.Unread",
  unhappy: { ZodError: StockShortageSchema },
  graphs: [preparing, restocking],
  handoffs: [handoff(preparing, StockShortageSchema, restocking, StockShortageSchema, { key: "sku" })],
});

/** An exception of a flow holds for the graphs of the flows in it. */
export const inner = flow({ name: "orders.v1.Inner", graphs: [preparing], handoffs: [] });

export const outer = flow({
  name: "orders.v1.Outer",
  unhappy: { SoldOut: StockShortageSchema },
  graphs: [inner, restocking],
  handoffs: [handoff(inner, StockShortageSchema, restocking, StockShortageSchema, { key: "sku" })],
});

/** A type of that name, which is there, is no class. */
export const burnt = flow({
  name: "orders.v1.Burning",
  unhappy: { Burnt: StockShortageSchema },
  graphs: [preparing, restocking],
  handoffs: [handoff(preparing, StockShortageSchema, restocking, StockShortageSchema, { key: "sku" })],
});

/** A class that this file imports, and no step. */
export const messageOf = (error: OutOfStock): string => error.message;

export const besides = flow({
  name: "orders.v1.Besides",
  unhappy: { OutOfStock: StockShortageSchema },
  graphs: [preparing, restocking],
  handoffs: [handoff(preparing, StockShortageSchema, restocking, StockShortageSchema, { key: "sku" })],
});
