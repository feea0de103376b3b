import { ping } from "./ping.js";

export function pong(depth: number): number {
  return depth <= 0 ? Number(process.hrtime()[0]) : ping(depth - 1) + 1;
}

/** Never asks the clock: it ends before. */
export function even(depth: number): boolean {
  return depth === 0 ? true : odd(depth - 1);
}

function odd(depth: number): boolean {
  return depth === 0 ? false : even(depth - 1);
}
