export class Title {
  constructor(private readonly text: string) {}

  toString(): string {
    return `${this.text} (${process.env["STUDIO"] ?? "indie"})`;
  }

  [Symbol.toPrimitive](hint: string): string | number {
    return hint === "number" ? this.text.length * Math.random() : this.text;
  }
}

export class Caption {
  constructor(private readonly text: string) {}

  toString(): string {
    return this.text.toUpperCase();
  }
}

function stamp(this: { readonly zone: string } | void, text: string): string {
  const { zone } = this ?? { zone: "UTC" };
  return `${text} ${new Date().toISOString()} ${zone}`;
}

export { stamp };
