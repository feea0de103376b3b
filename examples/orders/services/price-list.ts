/** What things cost. */
export interface PriceList {
  /** @throws UnknownArticleError where it has none. */
  priceOf(sku: string): Promise<bigint>;
}
