import { create } from "@bufbuild/protobuf";
import { flow, graph, handoff, type StepContext } from "protograph";
import { type Delivered, DeliveredSchema, type Parcel, ParcelSchema, type ReadyOrder, ReadyOrderSchema } from "../../../messages/generated/orders/v1/handing_pb.js";
import { createOrder } from "./shop.graph.js";

export function post(_ctx: StepContext, { reference }: Parcel): Delivered {
  return create(DeliveredSchema, { orderId: reference });
}

export const postOrder = graph({
  name: "orders.v1.PostOrder",
  inputs: [ParcelSchema],
  outputs: [DeliveredSchema],
  steps: [post],
});

export const posting = flow({
  name: "orders.v1.Posting",
  graphs: [createOrder, postOrder],
  handoffs: [
    handoff(createOrder, ReadyOrderSchema, postOrder, ParcelSchema, {
      key: "orderId",
      map: (order: ReadyOrder): Parcel => create(ParcelSchema, { reference: order.orderId }),
    }),
  ],
});
