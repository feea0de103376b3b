import type { Order } from "../generated/shop/v1/shop_pb.js";

// By the list of May.
const centsOfOne = 250;

/**
 * What an order costs, in all.
 */
export function priceOf(order: Order): number {
  return order.lines.reduce((sum, { count }) => sum + count * centsOfOne, 0);
}

/** How many there are to be on a shelf. */
export const shelfSize = 60;
