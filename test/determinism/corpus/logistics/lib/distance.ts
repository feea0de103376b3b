import { memoize } from "./memoize.js";

function between(from: string, to: string): number {
  return Math.abs(from.length - to.length) * 100;
}

/** Kilometres between depots, remembered for the life of the process. */
export const distance = memoize(between);

export { between };
