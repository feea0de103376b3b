import type { BasketLine } from "../../../generated/shops/v1/shops_pb.js";

/** The cheapest line; sorts what it is given. */
export function cheapest(lines: BasketLine[]): BasketLine | undefined {
  lines.sort((a, b) => a.unitCents - b.unitCents);
  return lines[0];
}
