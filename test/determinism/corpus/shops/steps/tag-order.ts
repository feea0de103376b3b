import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Basket, type Order, OrderSchema } from "../../../generated/shops/v1/shops_pb.js";
import { v4 as uuid, v5, v7 } from "uuid";

const NAMESPACE = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";

export class TagOrder {
  compute(_ctx: StepContext, basket: Basket): Order {
    const id = v5(basket.id, NAMESPACE);
    const tag = uuid();
    const other = v7();
    return create(OrderSchema, { id, tags: [tag, other] });
  }
}
