import { createRequire } from "node:module";
import type * as morph from "ts-morph";

/** TypeScript's API as ts-morph pins it, loaded when it is first asked for: an editor has one of its own most of the time. */
export function ownTypeScript(): typeof morph.ts {
  return (createRequire(import.meta.url)("ts-morph") as typeof morph).ts;
}
