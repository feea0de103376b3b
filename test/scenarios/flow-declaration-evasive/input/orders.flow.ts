import { flow, handoff } from "protograph";
import { DeliveryRequestSchema, ReadyOrderSchema } from "../../../messages/generated/orders/v1/handing_pb.js";
import { createOrder, deliverOrder } from "./shop.graph.js";
import { inner } from "./inner.flow.js";

const shared = { window: 0 };

/** A window that is written elsewhere. */
export const elsewhere = flow({
  name: "orders.v1.Elsewhere",
  graphs: [createOrder, deliverOrder],
  handoffs: [
    handoff(createOrder, ReadyOrderSchema, deliverOrder, DeliveryRequestSchema, { key: "orderId", ...shared }),
  ],
});

/** A flow that is in itself, through another. */
export const outer = flow({ name: "orders.v1.Outer", graphs: [inner, createOrder], handoffs: [] });

export function made() {
  return flow({ name: "orders.v1.Made", graphs: [createOrder], handoffs: [] });
}

/** Two members whose names end alike. */
export const creating = flow({
  name: "billing.v1.CreateOrder",
  graphs: [deliverOrder],
  handoffs: [],
});

export const namesakes = flow({ name: "orders.v1.Namesakes", graphs: [createOrder, creating], handoffs: [] });

/** A name that a graph has. */
export const sameName = flow({ name: "orders.v1.CreateOrder", graphs: [createOrder], handoffs: [] });

/** Sound: the parts are constants, and the key is a list. */
const members = [createOrder, deliverOrder] as const;
const key = ["orderId"] as const;
export const sound = flow({
  name: "orders.v1.Sound",
  graphs: [...members],
  handoffs: [handoff(createOrder, ReadyOrderSchema, deliverOrder, DeliveryRequestSchema, { key, window: 2 + 2 })],
});
