import type { Basket } from "../../../generated/shops/v1/shops_pb.js";

/** Which half of an experiment a customer is in. */
export function halfOf(basket: Basket): "list" | "coupon" {
  return Math.random() < 0.5 || basket.coupon === "" ? "list" : "coupon";
}

export function kindOf(basket: Basket): "list" | "coupon" {
  return basket.coupon === "" ? "list" : "coupon";
}
