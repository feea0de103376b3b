import fc from "fast-check";
import { models } from "./arbitrary.js";
import { compare, newTally, type Tally } from "./compare.js";
import type { Model } from "./model.js";
import { show } from "./show.js";

export interface FuzzOptions {
  readonly graphs: number;
  readonly seed: number;
  /** The one graph to run, as it is: what a failing fuzz has printed. */
  readonly path?: string;
  /** How long to go on, a failing graph's being made smaller included. */
  readonly limitMs?: number;
}

export interface FuzzResult {
  readonly tally: Tally;
  /** What differs, and how to run it again; nothing where all is as it should be. */
  readonly fault: string | undefined;
}

/** Runs random graphs and holds each against the reference. */
export async function runFuzz({ graphs, seed, path, limitMs }: FuzzOptions): Promise<FuzzResult> {
  const tally = newTally();
  const property = fc.asyncProperty(models, (model) => compare(model, tally));
  const details = await fc.check(property, {
    seed,
    ...(path === undefined ? { numRuns: graphs } : { path, numRuns: 1, endOnFailure: true }),
    ...(limitMs !== undefined && { interruptAfterTimeLimit: limitMs }),
  });
  if (!details.failed || details.counterexample === null) return { tally, fault: undefined };
  const { counterexample, counterexamplePath, errorInstance } = details;
  const again = path ?? replayable(seed, counterexamplePath);
  const words = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  return {
    tally,
    fault: `${words}\n\n${show(counterexample[0])}\n\nnpm run fuzz -- --seed ${seed} --path ${again}`,
  };
}

/** The path to the smaller graph, where fast-check can follow it again; else to the graph that it made smaller. */
function replayable(seed: number, path: string): string {
  try {
    fc.check(
      fc.property(models, (_model: Model) => undefined),
      { seed, path, numRuns: 1 },
    );
    return path;
  } catch {
    return path.slice(0, path.indexOf(":"));
  }
}
