/** There is less of something than was ordered. It is no fault: the flow declares it, and gives it a graph. */
export class OutOfStock extends Error {
  override readonly name = "OutOfStock";

  constructor(
    readonly orderId: string,
    readonly sku: string,
    readonly wanted: number,
    readonly available: number,
  ) {
    super(`there are ${available} of ${wanted} ${sku}`);
  }
}

/** The price list has no such thing: nobody has declared that, so somebody has to look at it. */
export class UnknownArticleError extends Error {
  override readonly name = "UnknownArticleError";

  constructor(readonly sku: string) {
    super(`the price list has no ${sku}`);
  }
}
