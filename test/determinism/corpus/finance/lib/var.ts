import { Gaussian } from "./gaussian.js";

/** Simulates losses. */
export function valueAtRisk(amount: number, draws: number): number {
  const normal = new Gaussian();
  const losses = Array.from({ length: draws }, () => amount * 0.02 * normal.next());
  return losses.sort((a, b) => a - b)[Math.floor(draws * 0.05)] ?? 0;
}
