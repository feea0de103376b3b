import type { FlatStep } from "../graph/flat.js";
import type { ServiceDeclaration } from "../source/declarations.js";

/** A service of a generated class: one key, for however many steps. */
export interface EmittedService {
  readonly key: string;
  /** Whether every step that takes it can do without. */
  readonly optional: boolean;
  readonly declaration: ServiceDeclaration;
  /** The first step that takes it, and as which of its constructor's parameters. */
  readonly taker: FlatStep;
  readonly index: number;
  readonly takers: readonly FlatStep[];
}

/** The services of all steps, sorted by key. */
export function servicesOf(steps: readonly FlatStep[]): readonly EmittedService[] {
  const services = new Map<string, EmittedService>();
  for (const taker of steps) {
    for (const [index, declaration] of taker.use.step.declaration.services.entries()) {
      const { key, optional } = declaration;
      const before = services.get(key);
      services.set(
        key,
        before
          ? { ...before, optional: before.optional && optional, takers: [...new Set([...before.takers, taker])] }
          : { key, optional, declaration, taker, index, takers: [taker] },
      );
    }
  }
  return [...services.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}
