import { graph, type StepContext } from "protograph";
import {
  type Collected,
  CollectedSchema,
  type Order,
  OrderSchema,
  type Parcel,
  ParcelSchema,
  type Pickup,
  PickupSchema,
} from "./generated/shop/v1/shop_pb.js";

export declare class Pack {
  compute(ctx: StepContext, order: Order): Parcel;
}

export declare class Collect {
  compute(ctx: StepContext, pickup: Pickup): Collected;
}

export const packOrder = graph({
  name: "shop.v1.PackOrder",
  inputs: [OrderSchema],
  outputs: [ParcelSchema],
  steps: [Pack],
});

export const collectParcel = graph({
  name: "shop.v1.CollectParcel",
  inputs: [PickupSchema],
  outputs: [CollectedSchema],
  steps: [Collect],
});
