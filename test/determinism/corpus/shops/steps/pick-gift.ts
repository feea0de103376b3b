import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Basket, type Order, OrderSchema } from "../../../generated/shops/v1/shops_pb.js";

const { random, floor } = Math;

const gifts = ["sticker", "tote", "mug"];

export class PickGift {
  compute(_ctx: StepContext, basket: Basket): Order {
    const gift = gifts[floor(random() * gifts.length)] ?? "sticker";
    return create(OrderSchema, { id: basket.id, tags: [gift] });
  }
}
