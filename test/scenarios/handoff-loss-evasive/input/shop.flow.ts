import { flow, handoff } from "protograph";
import { ParcelSchema, PickupSchema } from "./generated/shop/v1/shop_pb.js";
import { collectParcel, packOrder } from "./shop.graph.js";

export const shipping = flow({
  name: "shop.v1.Shipping",
  graphs: [packOrder, collectParcel],
  handoffs: [handoff(packOrder, ParcelSchema, collectParcel, PickupSchema, { key: "orderId" })],
});
