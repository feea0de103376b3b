export function cents(amount: number): number {
  return Math.round(amount * 100);
}

export function withTax(amountCents: number, rate: number): number {
  return Math.round(amountCents * (1 + rate));
}
