/** A title with a mark. */
export class Title {
  constructor(private readonly text: string) {}

  toString(): string {
    return `${this.text} ${Math.random()}`;
  }
}

export const label = ({ sku }: { readonly sku: string }): string => `${sku} ${process.pid}`;
