/** Properties that stand in for others for a while. */
export class Replacements {
  private readonly undone: (() => void)[] = [];

  /** Replaces a property, or gives an object one of its own; one that cannot be replaced is left as it is. */
  replace(owner: object, key: PropertyKey, value: unknown): void {
    const before = Object.getOwnPropertyDescriptor(owner, key);
    if (before?.configurable === false) return;
    const enumerable = before?.enumerable ?? false;
    Object.defineProperty(owner, key, { value, enumerable, writable: true, configurable: true });
    this.undone.push(() => {
      if (before) Object.defineProperty(owner, key, before);
      else Reflect.deleteProperty(owner, key);
    });
  }

  /** Puts back everything, last first. */
  undo(): void {
    for (const put of this.undone.splice(0).reverse()) put();
  }
}
