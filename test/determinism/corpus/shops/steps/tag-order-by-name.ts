import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Basket, type Order, OrderSchema } from "../../../generated/shops/v1/shops_pb.js";
import _ from "lodash";
import { v5, validate } from "uuid";

export class TagOrderByName {
  compute(_ctx: StepContext, basket: Basket): Order {
    const tags = _.uniq(basket.lines.map(({ sku }) => v5(sku, "6ba7b810-9dad-11d1-80b4-00c04fd430c8")));
    const lines = _.sortBy(basket.lines, ({ unitCents }) => unitCents);
    return create(OrderSchema, { id: basket.id, tags: tags.filter((tag) => validate(tag)), lines });
  }
}
