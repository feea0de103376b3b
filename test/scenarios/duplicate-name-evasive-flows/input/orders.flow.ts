import { flow, graph } from "protograph";
import { ReadyOrderSchema, RestockedSchema, StockShortageSchema } from "../../../messages/generated/orders/v1/handing_pb.js";
import { OrderSchema } from "../../../messages/generated/orders/v1/orders_pb.js";
import { createOrder, fillStock } from "./shop.graph.js";
import { makeReady, ReserveStock, restock } from "./steps.js";

export const making = flow({ name: "orders.v1.Making", graphs: [createOrder], handoffs: [] });

/** Another flow of that name. */
export const makingAgain = flow({ name: "orders.v1.Making", graphs: [createOrder], handoffs: [] });

/** A flow is called as a graph is, and their files would be one on some disks. */
export const filling = flow({ name: "orders.v1.FillStock", graphs: [fillStock], handoffs: [] });

export const otherCase = flow({ name: "orders.v1.MAKING", graphs: [createOrder], handoffs: [] });

/** In a flow the last part of a name tells its graphs apart, and here it does not. */
export const createElsewhere = graph({
  name: "elsewhere.v1.CreateOrder",
  inputs: [OrderSchema],
  outputs: [ReadyOrderSchema],
  steps: [ReserveStock, makeReady],
});

export const alike = flow({ name: "orders.v1.Alike", graphs: [createOrder, createElsewhere], handoffs: [] });

/** Sound: the same graph in two flows, and a name in another package. */
export const refill = graph({
  name: "elsewhere.v1.FillStock",
  inputs: [StockShortageSchema],
  outputs: [RestockedSchema],
  steps: [restock],
});

export const elsewhere = flow({ name: "elsewhere.v1.Making", graphs: [createOrder, refill], handoffs: [] });
