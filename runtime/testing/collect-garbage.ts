import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

let collect: (() => void) | undefined;

/** Collects everything that nothing holds on to any more. */
export function collectGarbage(): void {
  if (collect === undefined) {
    // Contexts made from now on have the function; this one keeps what it has.
    setFlagsFromString("--expose-gc");
    collect = runInNewContext("gc") as () => void;
    setFlagsFromString("--no-expose-gc");
  }
  collect();
}
