import type { Order } from "../generated/shop/v1/shop_pb.js";

const centsOfOne = 250;

/** What an order costs. */
export function priceOf(order: Order): number {
  return order.lines.reduce((sum, { count }) => sum + count * centsOfOne, 0);
}

/** How many there are to be on a shelf. */
export const shelfSize = 40;
