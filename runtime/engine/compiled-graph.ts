import type { DescMessage, Message } from "@bufbuild/protobuf";
import type { Plan } from "../../generated/protograph/v1/plan_pb.js";
import type { GraphDeclaration } from "../dsl/declaration.js";
import type { StepFunction, StepObject } from "../dsl/step.js";
import { DeclarationError } from "../errors.js";
import { checkDeclaration } from "../plan/check-declaration.js";
import { bundle, withBundle } from "../plan/bundle.js";
import { checkPlan } from "../plan/check-plan.js";
import { matchSteps } from "../plan/match-steps.js";
import { output, type OutputRef } from "../plan/output.js";
import { compileProgram, type Program } from "../plan/program.js";
import { type Callee, toCallee } from "./callee.js";
import { type Watch, watched } from "./watched.js";
import { type Clock, systemClock } from "./clock.js";
import { describeGraph, type GraphDescription } from "./describe-graph.js";
import { consoleLog, type Log } from "./log.js";
import { type Engine, MemoryRun } from "./memory-run.js";
import type { GuardSnapshot } from "../resilience/guard.js";
import type { RateLimiter } from "../resilience/rate-limiter.js";
import type { Run, RunOptions } from "./run.js";

/** What all runs of a graph share; everything may be left out. */
export interface EngineOptions {
  /** The time the runs have; the platform's where it is left out. */
  readonly clock?: Clock;
  /** Where the engine and its steps write to; warnings and errors to the console where it is left out. */
  readonly log?: Log;
  /** What runs share with those of other processes. */
  readonly limits?: EngineLimits;
}

/** What runs share with those of other processes. */
export interface EngineLimits {
  /** Keeps the rate limits of scope `"global"`; a graph that has one cannot be made without it. */
  readonly rateLimiter?: RateLimiter;
}

/**
 * A graph that runs: what every generated class extends.
 *
 * Construction checks everything that can be known before a run, and compiles it; a run only walks. The services it
 * was given live as long as it does.
 */
export abstract class CompiledGraph {
  /** The compiled, data-only form of the graph. */
  readonly plan: Plan;
  /** By full name. */
  readonly #messages: ReadonlyMap<string, DescMessage>;
  readonly #engine: Engine;
  readonly #callees: Callee[];
  readonly #programs: (Program<Callee> | undefined)[] = [];

  /**
   * @param messages the schema of every message that the graph's values have, in any order.
   * @param steps in the order of the plan's nodes but choices, which have none: objects made of the declared classes, and
   * the declared functions.
   * @throws DeclarationError `INVALID_PLAN` where the plan is damaged, `STALE_GRAPH` where the declaration has changed
   * since the plan was made.
   */
  constructor(
    declaration: GraphDeclaration,
    plan: Plan,
    messages: readonly DescMessage[],
    steps: readonly (StepObject | StepFunction)[],
    options: EngineOptions = {},
  ) {
    checkPlan(plan);
    const matched = matchSteps(declaration, plan, steps);
    this.#messages = new Map(messages.map((message) => [message.typeName, message]));
    checkDeclaration(declaration, plan, this.#messages, matched);
    this.plan = plan;
    this.#engine = { graph: plan.graph, clock: options.clock ?? systemClock, log: options.log ?? consoleLog() };
    this.#callees = plan.nodes.map((node, index) =>
      toCallee({
        graph: plan.graph,
        step: matched.steps[index],
        node,
        declared: matched.byNode[index],
        rateLimiter: options.limits?.rateLimiter,
      }),
    );
  }

  /**
   * Describes the graph: inputs, outputs with what each needs, and steps with their policies.
   *
   * @example
   * console.log(String(movies.describe()));
   */
  describe(): GraphDescription {
    return describeGraph(this.plan);
  }

  /**
   * How the policies of each step stand that look back over its calls: breakers, rate limits and bulkheads; by step, those
   * that have none are not there.
   *
   * @param run whose rate limits are meant, of those whose scope is a run.
   *
   * @example
   * movies.policies()["FetchMovie"]?.breaker?.state; // "CLOSED"
   */
  policies(run?: Run<unknown>): Readonly<Record<string, GuardSnapshot>> {
    const nowMs = this.#engine.clock.now();
    return Object.fromEntries(
      this.plan.nodes.flatMap(({ id }, index): [string, GuardSnapshot][] => {
        const snapshot = this.#callees[index]?.guard?.snapshot(nowMs, run) ?? {};
        return Object.keys(snapshot).length > 0 ? [[id, snapshot]] : [];
      }),
    );
  }

  /**
   * Starts a run; the methods of generated classes are this, typed.
   *
   * @param wanted which output to compute: exactly what it needs runs, each step once, and independent ones at once.
   * @param inputs the inputs that the output needs, in the plan's order. A wrong one fails the run with a
   * `WrongInputError` before any step has started.
   */
  start<T, Awaited = never>(wanted: OutputRef<T>, inputs: readonly Message[], options?: RunOptions): Run<T, Awaited> {
    if (wanted.plan !== this.plan) throw foreign(wanted, this.plan);
    const program = this.#programs[wanted.index] ?? this.#compile(wanted.index);
    return new MemoryRun(this.#engine, program, options).start(inputs) as Run<unknown> as Run<T, Awaited>;
  }

  /**
   * Makes what starts runs for several outputs at once, each step run once; a single output is asked for as such.
   *
   * @returns starts a run; it gives a `Bundle` where there are several outputs.
   * @throws DeclarationError (`INVALID_PLAN`) as `withBundle`.
   *
   * @internal
   */
  starter(outputs: readonly string[]): (inputs: readonly Message[], options: RunOptions) => Run<unknown, Message> {
    const [only] = outputs;
    if (outputs.length === 1 && only !== undefined) {
      const wanted = output<unknown>(this.plan, only);
      return (inputs, options) => this.start<unknown, Message>(wanted, inputs, options);
    }
    const { plan, node } = withBundle(this.plan, outputs);
    const parts = { graph: plan.graph, step: bundle, node, declared: undefined, rateLimiter: undefined };
    const value = plan.inputs.length + plan.nodes.length - 1;
    const program = compileProgram(plan, value, [...this.#callees, toCallee(parts)]);
    return (inputs, options) => new MemoryRun(this.#engine, program, options).start(inputs);
  }

  /**
   * Has what a step returns shown before it is known what comes of it: also what is tried again, and what is no result.
   * To be called before the first run.
   *
   * @param see must not throw.
   *
   * @internal
   */
  tap(step: string, see: Watch): void {
    const index = this.plan.nodes.findIndex(({ id }) => id === step);
    const callee = this.#callees[index];
    if (callee !== undefined) this.#callees[index] = { ...callee, compute: watched(callee.compute, see) };
  }

  #compile(index: number): Program<Callee> {
    const program = compileProgram(this.plan, this.plan.outputs[index]?.value ?? -1, this.#callees);
    this.#programs[index] = program;
    return program;
  }
}

function foreign({ message, plan }: OutputRef<unknown>, own: Plan): DeclarationError {
  return new DeclarationError("INVALID_PLAN", `${message} is an output of ${plan.graph}'s plan, not of ${own.graph}'s`);
}
