import { UnknownArticleError } from "./errors.js";
import type { Carrier } from "./carrier.js";
import type { PriceList } from "./price-list.js";
import type { Shortage, Wanted, Warehouse } from "./warehouse.js";

/** A shop that is invented: its prices, its stock, and a carrier that takes everything. */
export interface InventedServices {
  readonly priceList: PriceList;
  readonly warehouse: Warehouse;
  readonly carrier: Carrier;
}

export interface Article {
  readonly sku: string;
  readonly priceCents: number;
  readonly stock: number;
}

/** Makes the services of a shop that has these articles. */
export function inventedServices(articles: readonly Article[]): InventedServices {
  const prices = new Map(articles.map(({ sku, priceCents }) => [sku, BigInt(priceCents)]));
  return {
    priceList: {
      priceOf: (sku) => {
        const price = prices.get(sku);
        return price === undefined ? Promise.reject(new UnknownArticleError(sku)) : Promise.resolve(price);
      },
    },
    warehouse: new InventedWarehouse(new Map(articles.map(({ sku, stock }) => [sku, stock]))),
    carrier: { fetch: (_label, shelf) => Promise.resolve(`T-${shelf}`) },
  };
}

class InventedWarehouse implements Warehouse {
  private readonly reserved = new Map<string, { readonly shelf: string; readonly lines: readonly Wanted[] }>();

  constructor(private readonly stock: Map<string, number>) {}

  reserve(lines: readonly Wanted[], key: string): Promise<{ readonly shelf: string } | Shortage> {
    const before = this.reserved.get(key);
    if (before) return Promise.resolve({ shelf: before.shelf });
    for (const { sku, count } of lines) {
      const available = this.stock.get(sku) ?? 0;
      if (available < count) return Promise.resolve({ sku, wanted: count, available });
    }
    for (const { sku, count } of lines) this.stock.set(sku, (this.stock.get(sku) ?? 0) - count);
    const shelf = `S-${key}`;
    this.reserved.set(key, { shelf, lines });
    return Promise.resolve({ shelf });
  }

  release(shelf: string): Promise<void> {
    for (const [key, { shelf: kept, lines }] of this.reserved) {
      if (kept !== shelf) continue;
      this.reserved.delete(key);
      for (const { sku, count } of lines) this.stock.set(sku, (this.stock.get(sku) ?? 0) + count);
    }
    return Promise.resolve();
  }
}
