/** Throws what its own file declares. */
export interface Warehouse {
  reserve(sku: string): Promise<number>;
}

export const SoldOut = class extends Error {
  readonly sku = "";
};

/** The name that its errors have is not the class's. */
export class WarehouseError extends Error {
  override readonly name = "Closed";
}

/** A type is thrown by nobody. */
export interface Burnt {
  readonly sku: string;
}
