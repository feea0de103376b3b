import type { StepContext } from "../dsl/step.js";
import type { Callee } from "./callee.js";
import { isThenable } from "./is-thenable.js";

/** What is shown of a call: what it was given, and what has come of it. */
export type Watch = (returned: unknown, taken: readonly unknown[], ctx: StepContext) => void;

/** The same function, each of whose results is shown, once it is there. */
export function watched(compute: Callee["compute"], see: Watch): Callee["compute"] {
  return function (ctx, ...taken) {
    const product = compute.call(this, ctx, ...taken);
    if (isThenable(product)) {
      return Promise.resolve(product).then((returned: unknown) => {
        see(returned, taken, ctx);
        return returned;
      });
    }
    see(product, taken, ctx);
    return product;
  };
}
