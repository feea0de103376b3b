import { flow, handoff } from "protograph";
import { DeliveryRequestSchema, ReadyOrderSchema } from "../../../messages/generated/orders/v1/handing_pb.js";
import { createOrder, deliverOrder } from "./shop.graph.js";

export const delivering = flow({
  name: "orders.v1.Delivering",
  graphs: [createOrder, deliverOrder],
  handoffs: [
    handoff(createOrder, ReadyOrderSchema, deliverOrder, DeliveryRequestSchema, {
      key: ["orderId", "customer.id"],
      window: 4,
      onDuplicate: "refuse",
      overflow: "refuse",
      itemFailure: { tolerate: 0.05 },
    }),
  ],
});
