import type { StepContext } from "../dsl/step.js";
import type { Callee } from "./callee.js";
import { isThenable } from "./is-thenable.js";

/** Is shown what has come of a call and what it was given; where it returns a promise, the step is done after that. */
export type Watch = (returned: unknown, taken: readonly unknown[], ctx: StepContext) => Promise<void> | undefined;

/** The same function, each of whose results is shown, once it is there. */
export function watched(compute: Callee["compute"], see: Watch): Callee["compute"] {
  return function (ctx, ...taken) {
    const show = (returned: unknown): unknown => see(returned, taken, ctx)?.then(() => returned) ?? returned;
    const product = compute.call(this, ctx, ...taken);
    return isThenable(product) ? Promise.resolve(product).then(show) : show(product);
  };
}
