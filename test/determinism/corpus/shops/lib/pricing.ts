import type { BasketLine } from "../../../generated/shops/v1/shops_pb.js";

export abstract class Pricing {
  total(lines: readonly BasketLine[]): number {
    return lines.reduce((sum, line) => sum + this.price(line), 0);
  }

  protected abstract price(line: BasketLine): number;
}

export class ListPricing extends Pricing {
  protected override price(line: BasketLine): number {
    return line.unitCents * line.quantity;
  }
}

export class HappyHourPricing extends ListPricing {
  protected override price(line: BasketLine): number {
    const hour = new Date().getUTCHours();
    return hour === 17 ? super.price(line) / 2 : super.price(line);
  }
}
