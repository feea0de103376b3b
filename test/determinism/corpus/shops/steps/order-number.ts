import { create } from "@bufbuild/protobuf";
import type { StepContext } from "protograph";
import { type Basket, type Order, OrderSchema } from "../../../generated/shops/v1/shops_pb.js";

/** A calendar date as our ERP writes it. */
class Date {
  constructor(
    readonly year = 2020,
    readonly month = 1,
  ) {}
  static now(): Date {
    return new Date();
  }
  toString(): string {
    return `${this.year}-${String(this.month).padStart(2, "0")}`;
  }
}

export class OrderNumber {
  compute(_ctx: StepContext, basket: Basket): Order {
    const fiscal = Date.now();
    return create(OrderSchema, { id: `${fiscal.toString()}/${basket.id}`, customerId: basket.customerId });
  }
}
