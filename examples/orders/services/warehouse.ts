/** Where goods are kept, and set aside for orders. */
export interface Warehouse {
  /** Sets goods aside, once for a key however often it is asked; says where they lie, or what there is too little of. */
  reserve(lines: readonly Wanted[], key: string): Promise<{ readonly shelf: string } | Shortage>;
  /** Puts goods back. */
  release(shelf: string): Promise<void>;
}

export interface Wanted {
  readonly sku: string;
  readonly count: number;
}

export interface Shortage {
  readonly sku: string;
  readonly wanted: number;
  readonly available: number;
}
