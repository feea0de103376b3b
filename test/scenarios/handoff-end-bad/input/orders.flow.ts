import { flow, handoff, observe } from "protograph";
import { ApprovedSchema, DecisionSchema, DeliveryRequestSchema, ReadyOrderSchema, RestockedSchema } from "../../../messages/generated/orders/v1/handing_pb.js";
import { createOrder, reviewOrder, fillStock, deliverOrder } from "./shop.graph.js";

export const ends = flow({
  name: "orders.v1.Ends",
  graphs: [createOrder, deliverOrder, reviewOrder],
  handoffs: [
    handoff(createOrder, DecisionSchema, deliverOrder, DeliveryRequestSchema, { key: "orderId" }),
    handoff(createOrder, ReadyOrderSchema, reviewOrder, ApprovedSchema, { key: "orderId" }),
    handoff(fillStock, RestockedSchema, reviewOrder, ReadyOrderSchema, { key: "sku" }),
    observe(deliverOrder, ReadyOrderSchema, () => undefined),
  ],
});
