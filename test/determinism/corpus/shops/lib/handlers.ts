import type { Basket } from "../../../generated/shops/v1/shops_pb.js";

interface Handler {
  readonly label: string;
  handle(basket: Basket): string;
}

const gift: Handler = { label: "gift", handle: (basket) => `gift for ${basket.customerId}` };
const slow: Handler = {
  label: "slow",
  handle(basket) {
    const till = Date.now() + 5;
    return `${basket.id} until ${till}`;
  },
};

export const handlers: readonly Handler[] = [gift, slow];

export async function audit(basket: Basket, onDone: (text: string) => void): Promise<void> {
  onDone(`${basket.id}: ${basket.lines.length}`);
}
