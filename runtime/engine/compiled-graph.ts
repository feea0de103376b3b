import type { DescMessage, Message } from "@bufbuild/protobuf";
import type { Plan } from "../../generated/protograph/v1/plan_pb.js";
import type { GraphDeclaration } from "../dsl/declaration.js";
import type { StepFunction, StepObject } from "../dsl/step.js";
import { durabilityMode } from "../../proto/contract/options.js";
import { sendSignal, SignalRefusedError } from "../durable/control.js";
import type { DurableGraph } from "../durable/durable-graph.js";
import { type DurableOptions, parkAfterMs, type SessionOptions, toSessionOptions } from "../durable/durable-options.js";
import type { DurableRun } from "../durable/durable-run.js";
import { RunNotFoundError } from "../durable/errors.js";
import type { LossWindow } from "../store/write-behind.js";
import { StoreSession } from "../durable/session.js";
import { DeclarationError } from "../errors.js";
import type { Store } from "../store/store.js";
import type { RunKey } from "../store/submission.js";
import { checkDeclaration } from "../plan/check-declaration.js";
import { bundle, withBundle } from "../plan/bundle.js";
import { checkPlan } from "../plan/check-plan.js";
import { matchSteps } from "../plan/match-steps.js";
import { output, type OutputRef } from "../plan/output.js";
import { compileProgram, type Program } from "../plan/program.js";
import { type Callee, modeIn, toCallee } from "./callee.js";
import { capabilitiesFor, type Capability, requireCapabilities } from "./capabilities.js";
import { type Watch, watched } from "./watched.js";
import { type Clock, systemClock } from "./clock.js";
import { describeGraph, type GraphDescription } from "./describe-graph.js";
import { keyVersionsOf } from "./key-versions.js";
import { consoleLog, type Log } from "./log.js";
import type { Engine } from "./engine.js";
import { MemoryRun } from "./memory-run.js";
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
  /**
   * Where runs are kept, so that they outlive their process: `postgresStore(…)` of `protograph/postgres`, `pgliteStore(…)` of
   * `protograph/pglite`. In memory only where it is left out. Closing the store ends what uses it, in good order.
   */
  readonly store?: Store;
  /** What the engine does with its store. */
  readonly durable?: DurableOptions;
}

/** A run that was found in a store. */
export interface FoundRun {
  readonly run: Run<unknown, Message>;
}

/** How a failed run is retried; everything may be left out. */
export interface RetryRunOptions {
  readonly tenant?: string;
  /** The step to start from, by its name. */
  readonly from?: string;
  readonly signalId?: string;
}

/** What a graph needs for runs that are kept. */
interface Durable {
  readonly store: Store;
  readonly graph: DurableGraph;
  readonly options: DurableOptions;
  readonly session: SessionOptions;
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
  readonly #durable: Durable | undefined;

  /**
   * @param messages the schema of every message that the graph's values have, in any order.
   * @param steps in the order of the plan's nodes but choices, which have none: objects made of the declared classes, and
   * the declared functions.
   * @throws DeclarationError `INVALID_PLAN` where the plan is damaged, `STALE_GRAPH` where the declaration has changed
   * since the plan was made; UnsupportedCapabilityError where the plan asks for what this engine cannot do.
   */
  constructor(
    declaration: GraphDeclaration,
    plan: Plan,
    messages: readonly DescMessage[],
    steps: readonly (StepObject | StepFunction)[],
    options: EngineOptions = {},
  ) {
    checkPlan(plan);
    requireCapabilities(plan);
    const matched = matchSteps(declaration, plan, steps);
    this.#messages = new Map(messages.map((message) => [message.typeName, message]));
    checkDeclaration(declaration, plan, this.#messages, matched);
    this.plan = plan;
    this.#engine = { graph: plan.graph, clock: options.clock ?? systemClock, log: options.log ?? consoleLog() };
    const keyVersions = keyVersionsOf(plan);
    this.#callees = plan.nodes.map((node, index) =>
      toCallee({
        graph: plan.graph,
        step: matched.steps[index],
        node,
        declared: matched.byNode[index],
        rateLimiter: options.limits?.rateLimiter,
        keyVersion: keyVersions[index]!,
      }),
    );
    this.#durable = options.store && this.#keptIn(options.store, options.durable ?? {});
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
   * What the engine can do, and how: by its own means, with less than is asked where the graph has no store, or not at all.
   *
   * @example
   * ```ts
   * const lacking = movies.capabilities().filter(({ required, support }) => required && support === "degraded");
   * ```
   */
  capabilities(): readonly Capability[] {
    return capabilitiesFor(this.plan, this.#durable !== undefined);
  }

  /**
   * What would be lost if this process died now: what has happened in durable runs of this process, of all graphs that have
   * this store, and is not on disk yet. Its runs would go on from what is; what came after would be computed again.
   *
   * @example
   * ```ts
   * setInterval(() => gauge.set(movies.lossWindow().oldestMs), 1_000);
   * ```
   */
  lossWindow(): LossWindow {
    return (this.#durable && StoreSession.lossWindowOf(this.#durable.store)) ?? nothingToLose;
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
  start<T, Awaited = never>(output: OutputRef<T>, inputs: readonly Message[], options?: RunOptions): Run<T, Awaited> {
    if (output.plan !== this.plan) throw foreign(output, this.plan);
    const program = this.#programs[output.index] ?? this.#compile(output.index);
    const run =
      this.#startDurably(program, inputs, options) ?? new MemoryRun(this.#engine, program, options).start(inputs);
    return run as Run<unknown, Message> as Run<T, Awaited>;
  }

  /**
   * Makes what starts runs for several outputs at once, each step run once; a single output is asked for as such.
   *
   * @returns starts a run; it gives a `Bundle` where there are several outputs.
   * @throws DeclarationError (`INVALID_PLAN`) as `withBundle`; (`INVALID_OPTION`) for several outputs of a graph with a store.
   *
   * @internal
   */
  starter(outputs: readonly string[]): (inputs: readonly Message[], options: RunOptions) => Run<unknown, Message> {
    const [only] = outputs;
    if (outputs.length === 1 && only !== undefined) {
      const wanted = output<unknown>(this.plan, only);
      return (inputs, options) => this.start<unknown, Message>(wanted, inputs, options);
    }
    if (this.#durable) {
      const message = `${this.plan.graph} is asked for ${outputs.join(" and ")} in one run, which a store cannot keep yet`;
      throw new DeclarationError("INVALID_OPTION", message);
    }
    const { plan, node } = withBundle(this.plan, outputs);
    const parts = {
      graph: plan.graph,
      step: bundle,
      node,
      declared: undefined,
      rateLimiter: undefined,
      keyVersion: "",
    };
    const value = plan.inputs.length + plan.nodes.length - 1;
    const program = compileProgram(plan, value, [...this.#callees, toCallee(parts)]);
    return (inputs, options) => new MemoryRun(this.#engine, program, options).start(inputs);
  }

  /**
   * The schema of a message of the graph, by its full name.
   *
   * @internal
   */
  schemaOf(message: string): DescMessage | undefined {
    return this.#messages.get(message);
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

  /**
   * Takes up the runs of this graph that nobody works on any more: those whose process died, those that were parked and are
   * due, failed ones that are to be retried. What is on disk of them is not computed again. From then on the engine goes on
   * looking for such runs until its store is closed: call it once, at the start.
   *
   * @returns the handles of the runs that were taken up now.
   * @throws DeclarationError (`INVALID_OPTION`) where the graph has no store.
   *
   * @example
   * ```ts
   * const movies = new MovieTagging(services, { store });
   * for (const run of await movies.recover()) console.log(`${run.id} goes on`);
   * ```
   */
  async recover(): Promise<readonly Run<unknown>[]> {
    return this.#kept("recover").recover(this.plan.graph);
  }

  /**
   * The handle of a run that was started before, here or in another process, whatever has become of it. It comes in an
   * object, since to await a run is to await its output.
   *
   * @example
   * ```ts
   * const { run } = await movies.find("film-42");
   * await run.pause({ reason: "lunch" });
   * ```
   *
   * @throws RunNotFoundError where the store has no such run of this graph; DeclarationError (`INVALID_OPTION`) where the
   * graph has no store.
   */
  async find(runId: string, { tenant = "default" }: { readonly tenant?: string } = {}): Promise<FoundRun> {
    return this.#find({ tenant, runId }, this.#kept("find a run"));
  }

  /**
   * Continues a failed run from what is on disk of it: steps that have completed do not run again. The run keeps its id and
   * its history.
   *
   * @param options.from the step to start from: it, and all that depends on it, run anew.
   * @param options.signalId the same id is the same retry, however often it is asked for.
   * @returns the run's new handle, in an object.
   * @throws SignalRefusedError where the run has not failed, or has no such step; DeclarationError (`INVALID_OPTION`) where
   * the graph has no store.
   */
  async retry(runId: string, options: RetryRunOptions = {}): Promise<FoundRun> {
    const { tenant = "default", from, signalId } = options;
    const key = { tenant, runId };
    const session = this.#kept("retry a run");
    if (from !== undefined && !this.plan.nodes.some(({ id }) => id === from)) {
      throw new SignalRefusedError("SIGNAL_INVALID", key, "RETRY_FROM", signalId ?? "");
    }
    const action = from === undefined ? { kind: "RETRY" as const } : { kind: "RETRY_FROM" as const, step: from };
    await sendSignal(session.store, { ...key, ...action, ...(signalId !== undefined && { signalId }) });
    return this.#find(key, session, true);
  }

  async #find(key: RunKey, session: StoreSession, isDue = false): Promise<FoundRun> {
    const record = await session.store.run(key);
    const program = record?.graph === this.plan.graph ? this.#programNamed(record.output) : undefined;
    if (!program) throw new RunNotFoundError(key.runId, key.tenant);
    return session.find(this.#durable!.graph, key, program, isDue);
  }

  #keptIn(store: Store, options: DurableOptions): Durable {
    const { clock, log } = this.#engine;
    const graph: DurableGraph = {
      engine: this.#engine,
      plan: this.plan,
      messages: this.#messages,
      mode: durabilityMode(this.plan.durability) ?? "async",
      release: options.release ?? "",
      parkAfterMs: parkAfterMs(options),
      programOf: (output) => this.#programNamed(output),
    };
    return { store, graph, options, session: toSessionOptions(options, clock, log) };
  }

  /** @throws DeclarationError (`INVALID_OPTION`) */
  #kept(what: string): StoreSession {
    if (this.#durable) return this.#session(this.#durable);
    throw new DeclarationError(
      "INVALID_OPTION",
      `${this.plan.graph} has no store, and cannot ${what}: give it one, new MyGraph(services, { store })`,
    );
  }

  #session({ store, graph, options, session }: Durable): StoreSession {
    const found = StoreSession.of(store, session);
    found.join(graph, options.sinks ?? []);
    return found;
  }

  /** Starts a run that is kept; none where the graph has no store, or nothing of the run is to be kept. */
  #startDurably(
    program: Program<Callee>,
    inputs: readonly Message[],
    options: RunOptions = {},
  ): DurableRun | undefined {
    if (!this.#durable) return undefined;
    const mode = options.durability ?? this.#durable.graph.mode;
    if (mode === "memory" && program.nodes.every(({ callee }) => modeIn(callee, mode) === "memory")) return undefined;
    return this.#session(this.#durable).start(this.#durable.graph, program, { inputs, options, mode });
  }

  #programNamed(message: string): Program<Callee> | undefined {
    const index = this.plan.outputs.findIndex((output) => output.message === message);
    return index < 0 ? undefined : (this.#programs[index] ?? this.#compile(index));
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

const nothingToLose: LossWindow = { changes: 0, bytes: 0, oldestMs: 0 };
