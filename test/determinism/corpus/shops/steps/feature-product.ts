import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Basket, type Order, OrderSchema } from "../../../generated/shops/v1/shops_pb.js";
import _ from "lodash";
import { nanoid } from "nanoid";

export class FeatureProduct {
  compute(_ctx: StepContext, basket: Basket): Order {
    const featured = _.sample(basket.lines);
    const rest = _.shuffle(basket.notes);
    const id = nanoid();
    return create(OrderSchema, { id, tags: [featured?.sku ?? "none", ...rest] });
  }
}
