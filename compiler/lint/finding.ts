import type { ts } from "../source/tree.js";
import type { RuleName } from "./rules.js";

/**
 * How a place is mended by rewriting it; `ctx` must be in scope for all but the last.
 *
 * `ctx.now` replaces a call by `ctx.now()`, `new Date(ctx.now())` an argless one, `ctx.random` and `ctx.uuid` a call;
 * `ctx.sleep` stands for an awaited wait of so many milliseconds; `toSorted` for `sort`, `toReversed` for `reverse`,
 * `toSpliced` for `splice` in an expression whose value is used.
 */
export type FixKind =
  "ctx.now" | "new Date(ctx.now())" | "ctx.random" | "ctx.uuid" | "ctx.sleep" | "toSorted" | "toReversed" | "toSpliced";

/** What a rule found in one file: the same in an editor and in the compiler. */
export interface Finding {
  readonly rule: RuleName;
  /** The smallest node that is at fault: the call, the name that is read, the place that is written. */
  readonly node: ts.Node;
  /** Names the user's thing and says what is wrong, without the repair. */
  readonly message: string;
  /** One repair, in words. */
  readonly fix: string;
  /** The repair by rewriting, where there is one. */
  readonly fixKind?: FixKind;
  /** The name of the StepContext that is in scope at the node, where one is. */
  readonly ctx?: string;
}
