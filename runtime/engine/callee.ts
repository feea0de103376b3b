import { durationMs } from "@bufbuild/protobuf/wkt";
import { Cardinality, type Node } from "../../generated/protograph/v1/plan_pb.js";
import type { StepContext, StepFunction, StepObject } from "../dsl/step.js";
import type { MessageFunction, UseOptions } from "../dsl/use.js";
import type { DeclaredNode } from "../plan/match-steps.js";
import type { ProgramNode } from "../plan/layout.js";
import type { Attempt, Call } from "../resilience/attempt.js";
import { withRetry } from "../resilience/retry.js";
import { withTimeout } from "../resilience/timeout.js";
import { isThenable } from "./is-thenable.js";
import { toFirstItem } from "./to-first-item.js";

/** What the memory engine needs to call a node. */
export interface Callee {
  /** The step's `compute`, or the function itself. */
  readonly compute: (this: unknown, ctx: StepContext, ...messages: unknown[]) => unknown;
  /** The step object, where there is one. */
  readonly self: unknown;
  /** The call with its policies around it; `undefined` where it has none, and costs a function call. */
  readonly guarded: Call | undefined;
  /** Whether its attempts can time out. */
  readonly timed: boolean;
  /** What its conditions ask, and a choice's selector. */
  readonly conditions: readonly MessageFunction<boolean>[];
  readonly by: MessageFunction<string> | undefined;
  /** What answers for it when it has failed, and what gives the key of its rate limit. */
  readonly fallback: UseOptions["fallback"];
  readonly key: MessageFunction<string> | undefined;
}

/** A node of the memory engine. */
export type MemoryNode = ProgramNode<Callee>;

/**
 * Composes, once for a graph, what stands around the calls of a step; from outside in: retry → timeout → call.
 *
 * @param step the step; none for a choice.
 * @param policies the data, from the plan.
 * @param declared the functions, from the declaration.
 */
export function toCallee(
  step: StepObject | StepFunction | undefined,
  { policies, product }: Node,
  declared: DeclaredNode | undefined,
): Callee {
  const options = declared?.kind === "step" ? declared.options : {};
  const by = declared?.kind === "choice" ? declared.choice.by : undefined;
  const functions = {
    by,
    conditions: declared?.conditions ?? [],
    fallback: options.fallback,
    key: options.rateLimit?.key,
  };
  const compute = (typeof step === "function" ? step : step?.compute) as unknown as Callee["compute"];
  const self = typeof step === "function" ? undefined : step;
  const innermost = product?.cardinality === Cardinality.STREAM ? callToFirstItem : callWithPromise;
  let call: Call = innermost;
  if (policies?.timeout) call = withTimeout(durationMs(policies.timeout), call);
  if (policies?.retry) call = withRetry(policies.retry, options.retry?.on, call);
  const guarded = call === innermost ? undefined : call;
  return { compute, self, guarded, timed: policies?.timeout !== undefined, ...functions };
}

/** The innermost call of a guarded node: the policies see a message or a plain promise, which answers once. */
function callWithPromise(attempt: Attempt): unknown {
  const result = attempt.call();
  return isThenable(result) ? Promise.resolve(result) : result;
}

/** The same for a step that returns a stream: what can fail comes with its first item. */
function callToFirstItem(attempt: Attempt): unknown {
  const result = attempt.call();
  return isThenable(result) ? Promise.resolve(result).then(toFirstItem) : toFirstItem(result);
}
