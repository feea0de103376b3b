/** What a product costs. */
export function of(sku: string): number {
  return sku.length;
}
