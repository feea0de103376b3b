import { pong } from "./pong.js";

export function ping(depth: number): number {
  return depth <= 0 ? 0 : pong(depth - 1) + 1;
}
