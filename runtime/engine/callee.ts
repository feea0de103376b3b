import { Cardinality, type Node } from "../../generated/protograph/v1/plan_pb.js";
import { type DurabilityMode, durabilityMode } from "../../proto/contract/options.js";
import type { StepContext, StepFunction, StepObject } from "../dsl/step.js";
import type { MessageFunction, UseOptions } from "../dsl/options.js";
import type { ProgramNode } from "../plan/layout.js";
import type { DeclaredNode } from "../plan/match-steps.js";
import { type Guard, toGuard } from "../resilience/guard.js";
import type { RateLimiter } from "../resilience/rate-limiter.js";

/** What the memory engine needs to call a node. */
export interface Callee {
  /** The step's `compute`, or the function itself. */
  readonly compute: (this: unknown, ctx: StepContext, ...messages: unknown[]) => unknown;
  /** The step object, where there is one. */
  readonly self: unknown;
  /** What stands around its calls; `undefined` where nothing does, and a call costs a function call. */
  readonly guard: Guard | undefined;
  /** Whether its attempts can time out. */
  readonly timed: boolean;
  /** What its conditions ask, and a choice's selector. */
  readonly conditions: readonly MessageFunction<boolean>[];
  readonly by: MessageFunction<string> | undefined;
  /** What answers for it when it has failed, and what gives the key of its rate limit. */
  readonly fallback: UseOptions["fallback"];
  readonly key: MessageFunction<string> | undefined;
  /** What its checkpoints' keys say of it; see {@link keyVersionsOf}. */
  readonly keyVersion: string;
  readonly version: string;
  /** Whether it does something to the world that must not be forgotten. */
  readonly effect: boolean;
  /** When what it returns is on disk, where it says so itself. */
  readonly mode: DurabilityMode | undefined;
}

/**
 * When what a step returns is on disk, in a run of some mode: as it says itself, else as the run does. An effect is kept
 * in every run: to forget it is to do it again.
 */
export function modeIn({ mode, effect }: Pick<Callee, "mode" | "effect">, run: DurabilityMode): DurabilityMode {
  return mode ?? (effect && run === "memory" ? "async" : run);
}

/** A node of the memory engine. */
export type MemoryNode = ProgramNode<Callee>;

/** What a callee is made of. */
export interface CalleeParts {
  /** The graph's full name. */
  readonly graph: string;
  /** The step; none for a choice. */
  readonly step: StepObject | StepFunction | undefined;
  /** The data, from the plan. */
  readonly node: Node;
  /** The functions, from the declaration. */
  readonly declared: DeclaredNode | undefined;
  readonly rateLimiter: RateLimiter | undefined;
  readonly keyVersion: string;
}

/**
 * Puts together, once for a graph, what is called for a node and what stands around the calls.
 *
 * @throws DeclarationError (`INVALID_OPTION`) where a rate limit is global and nobody keeps it.
 */
export function toCallee({ graph, step, node, declared, rateLimiter, keyVersion }: CalleeParts): Callee {
  const { id, policies, product, version } = node;
  const options = declared?.kind === "step" ? declared.options : undefined;
  const streams = product?.cardinality === Cardinality.STREAM;
  return {
    compute: (typeof step === "function" ? step : step?.compute) as unknown as Callee["compute"],
    self: typeof step === "function" ? undefined : step,
    guard: toGuard({ graph, step: id, policies, options, rateLimiter, streams }),
    timed: policies?.timeout !== undefined,
    conditions: declared?.conditions ?? [],
    by: declared?.kind === "choice" ? declared.choice.by : undefined,
    fallback: options?.fallback,
    key: options?.rateLimit?.key,
    keyVersion,
    version,
    effect: policies?.effect ?? false,
    mode: policies && durabilityMode(policies.durability),
  };
}
