/** There is less of something than somebody wants. */
export class OutOfStock extends Error {
  constructor(
    readonly orderId: string,
    readonly sku: string,
  ) {
    super(`${sku} is out of stock`);
  }
}
