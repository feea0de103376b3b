import { flow, handoff } from "protograph";
import { DeliveryRequestSchema, ReadyOrderSchema } from "../../../messages/generated/orders/v1/handing_pb.js";
import { createOrder, deliverOrder } from "./shop.graph.js";
import { ship } from "./steps.js";

export const nothing = flow({ name: "orders.v1.Nothing" });

export const empty = flow({ name: "orders.v1.Empty", graphs: [], handoffs: [] });

export const twice = flow({
  name: "orders.v1.Twice",
  graphs: [createOrder, deliverOrder, createOrder],
  handoffs: [handoff(createOrder, ReadyOrderSchema, deliverOrder, DeliveryRequestSchema, { key: "orderId" })],
});

export const steps = flow({ name: "orders.v1.Steps", graphs: [createOrder, ship], handoffs: [] });

export const misspelt = flow({ name: "orders.v1.Misspelt", graphs: [createOrder], handoffs: [], output: [] });

export const twoWords = flow({ name: "two words", graphs: [createOrder], handoffs: [] });

export const noHandoff = flow({
  name: "orders.v1.NoHandoff",
  graphs: [createOrder, deliverOrder],
  handoffs: [createOrder],
});

export const closed = flow({
  name: "orders.v1.Closed",
  graphs: [createOrder, deliverOrder],
  handoffs: [handoff(createOrder, ReadyOrderSchema, deliverOrder, DeliveryRequestSchema, { key: "orderId", window: 0 })],
});

export const endless = flow({
  name: "orders.v1.Endless",
  graphs: [createOrder, deliverOrder],
  handoffs: [handoff(createOrder, ReadyOrderSchema, deliverOrder, DeliveryRequestSchema, { key: "orderId", window: Infinity })],
});

export const last = flow({
  name: "orders.v1.Last",
  graphs: [createOrder, deliverOrder],
  handoffs: [handoff(createOrder, ReadyOrderSchema, deliverOrder, DeliveryRequestSchema, { key: "orderId", onDuplicate: "last" })],
});

export const windows = flow({
  name: "orders.v1.Windows",
  graphs: [createOrder, deliverOrder],
  handoffs: [handoff(createOrder, ReadyOrderSchema, deliverOrder, DeliveryRequestSchema, { key: "orderId", windows: 4 })],
});

export const keyless = flow({
  name: "orders.v1.Keyless",
  graphs: [createOrder, deliverOrder],
  handoffs: [handoff(createOrder, ReadyOrderSchema, deliverOrder, DeliveryRequestSchema)],
});
