import { isMessage, type Message } from "@bufbuild/protobuf";
import { type FlowPlan, Overflow } from "../../generated/protograph/v1/flow_pb.js";
import { toItemFailure } from "../../proto/contract/options.js";
import type { FlowDeclaration } from "../dsl/flow-declaration.js";
import { systemClock } from "../engine/clock.js";
import type { CompiledGraph, EngineOptions } from "../engine/compiled-graph.js";
import { consoleLog } from "../engine/log.js";
import { ErrorReporter, type ReporterCounts } from "../error-sink/error-reporter.js";
import type { ErrorSink } from "../error-sink/error-sink.js";
import { rejectOf } from "../error-sink/reject-of.js";
import { stderrSink } from "../error-sink/stderr-sink.js";
import { CancelledError, DeclarationError } from "../errors.js";
import type { Tracer } from "../lineage/tracer.js";
import { checkFlow } from "./check-flow.js";
import { checkFlowPlan } from "./check-flow-plan.js";
import { type DeclaredFlow, matchWatchers, readDeclaration } from "./declared-flow.js";
import { layOutFlow } from "./flow-program.js";
import { type FlowEngine, type FlowRun, type FlowRunOptions, type FlowRunWatcher, MemoryFlowRun } from "./flow-run.js";
import type { FlowFailure } from "./flow-snapshot.js";
import { MemoryLedger, type Retention } from "./memory-ledger.js";
import { Places } from "./places.js";
import { MemoryPiping, type PipeOptions, type Piping } from "./piping.js";
import type { Stage, StageResult } from "./stage.js";
import { Watcher } from "./watcher.js";

/** What all runs of a flow share; everything may be left out. Its graphs are given the same. */
export interface FlowOptions extends EngineOptions {
  /** How many runs are on their way at once at most; the sum of the windows where it is left out, and at least 16. */
  readonly window?: number;
  /** How long accepted messages are remembered, so that their duplicates run nothing. */
  readonly retention?: Retention;
  /** Where errors go that nobody has declared; to the error stream where it is left out. */
  readonly errorSink?: ErrorSink;
  /** Notes what each message was made of, from graph to graph; nobody does where it is left out. */
  readonly trace?: Tracer;
  /** Whether a record of an error has what the run was given, without what is sensitive; not where it is left out. */
  readonly errorPayloads?: boolean;
}

/** How much is on its way through a flow now. */
export interface FlowTraffic {
  /** By graph: how many places there are, how many are taken, how many runs wait for one. */
  readonly graphs: Readonly<
    Record<string, { readonly window: number; readonly taken: number; readonly waiting: number }>
  >;
  /** By observer and tap, in order: how many messages wait for it, and how many it never saw. */
  readonly watchers: readonly { readonly id: string; readonly waiting: number; readonly dropped: number }[];
  readonly errors: ReporterCounts;
}

/** What `pipe` takes: the messages of a flow of one input, or tuples of them. */
type ItemOf<Inputs extends readonly Message[]> = Inputs extends readonly [infer Only] ? Only : Inputs;

/**
 * A flow that runs: what every generated class extends.
 *
 * Its windows hold for all its runs together, whether they are started one by one or piped.
 */
export abstract class CompiledFlow<Inputs extends readonly Message[], Outputs extends object> {
  /** The compiled, data-only form of the flow. */
  readonly plan: FlowPlan;
  readonly #engine: FlowEngine;
  readonly #reporter: ErrorReporter;
  readonly #taps: readonly Watcher[];
  /** By id, where there are taps: a step only knows the id of its run. */
  readonly #live = new Map<string, MemoryFlowRun>();

  /**
   * @param graphs in the order of the plan's members.
   * @param outputs the name of each of the plan's outputs, in their order.
   * @throws DeclarationError `INVALID_PLAN` where the plan is damaged; `STALE_FLOW` where the declaration has changed since it
   * was made; `INVALID_OPTION`.
   */
  constructor(
    declaration: FlowDeclaration,
    plan: FlowPlan,
    graphs: readonly CompiledGraph[],
    outputs: readonly string[],
    options: FlowOptions = {},
  ) {
    const declared = readDeclaration(declaration);
    checkFlowPlan(
      plan,
      graphs.map((graph) => graph.plan),
    );
    checkFlow(declaration, plan, declared, graphs);
    const { clock = systemClock, log = consoleLog(), errorSink = stderrSink() } = options;
    const program = layOutFlow(plan, declared, graphs);
    const windows = plan.handoffs.reduce((sum, { window }) => sum + window, 0);
    const { window = Math.max(16, windows) } = options;
    if (!(Number.isInteger(window) && window >= 1)) {
      throw new DeclarationError("INVALID_OPTION", "the window of a flow is a positive integer");
    }
    this.plan = plan;
    this.#reporter = new ErrorReporter(errorSink, { clock, log });
    this.#engine = {
      program,
      door: new Places(window),
      outputs,
      clock,
      ledger: new MemoryLedger<StageResult>(options.retention, clock),
      report: (run, stage, failure) => this.#report(run, stage, failure, options.errorPayloads === true),
      trace: options.trace,
    };
    this.#taps = this.#tap(declared);
    for (const graph of graphs) options.trace?.follow(graph);
  }

  /**
   * Starts a run; `run` of generated classes is this, typed.
   *
   * @param inputs in the order of the plan's.
   */
  start(inputs: Inputs, options: FlowRunOptions = {}): FlowRun<Outputs> {
    return this.#start(inputs, options, undefined) as FlowRun<unknown> as FlowRun<Outputs>;
  }

  /**
   * Starts a run for each message of a source, as there is room.
   *
   * @param source one message, a list of them or a stream; of a flow with several inputs, tuples.
   *
   * @example
   * for await (const { outputs } of orders.pipe(requests)) console.log(outputs?.delivered);
   */
  pipe(
    source: ItemOf<Inputs> | Iterable<ItemOf<Inputs>> | AsyncIterable<ItemOf<Inputs>>,
    { window = this.#engine.door.size, itemFailure, ...options }: PipeOptions & Omit<FlowRunOptions, "runId"> = {},
  ): Piping<Outputs> {
    const single = this.plan.inputs.length === 1;
    return new MemoryPiping<Outputs>({
      flow: this.plan.flow,
      source: isSource(source) ? source : [source],
      start: (item, watcher) => this.#start((single ? [item] : item) as readonly Message[], options, watcher),
      window,
      tolerated: toItemFailure(itemFailure)?.tolerated ?? 0,
    });
  }

  /** How much is on its way now, and what was dropped so far. */
  traffic(): FlowTraffic {
    const { members } = this.#engine.program;
    const observers = members.flatMap(({ observers }) => observers.map(({ watcher }) => watcher));
    return {
      graphs: Object.fromEntries(
        members.flatMap(({ id, places }) => {
          return places ? [[id, { window: places.size, taken: places.taken, waiting: places.waiting }]] : [];
        }),
      ),
      watchers: [...observers, ...this.#taps].map(({ parts, waiting, dropped }) => ({
        id: parts.id,
        waiting,
        dropped,
      })),
      errors: this.#reporter.counts(),
    };
  }

  /** Waits until the error sink has taken, or lost, all that it was given. */
  async drained(): Promise<void> {
    await this.#reporter.drained();
  }

  #start(inputs: readonly Message[], options: FlowRunOptions, watcher: FlowRunWatcher | undefined): MemoryFlowRun {
    const run = new MemoryFlowRun(this.#engine, options, watcher);
    if (this.#taps.length > 0) {
      this.#live.set(run.id, run);
      run.whenOver(() => this.#live.delete(run.id));
    }
    return run.start(inputs);
  }

  #report(run: MemoryFlowRun, { member, messages }: Stage, { error }: FlowFailure, withPayloads: boolean): void {
    if (error instanceof CancelledError) return;
    const payloads = member.inputs.flatMap((schema, at) => {
      const message = messages[at];
      return message ? [{ schema, message }] : [];
    });
    this.#reporter.report(
      rejectOf({
        error,
        plan: member.graph.plan,
        runId: run.runIdOf(member),
        tenant: run.tenant,
        flow: this.plan.flow,
        atMs: this.#engine.clock.now(),
        payloads: withPayloads ? payloads : [],
      }),
    );
  }

  /** Has the steps of taps shown to them, as long as the run of the flow goes on. */
  #tap({ taps }: DeclaredFlow): readonly Watcher[] {
    const found = matchWatchers(this.plan.taps, taps);
    return this.plan.taps.map(({ id, member, node, required, window, overflow }, at) => {
      const watch = found[at]!.observer;
      const watcher = new Watcher({ id, watch, required, window, drops: overflow === Overflow.DROP });
      const { graph, id: place } = this.#engine.program.members[member]!;
      graph.tap(node, (returned, _taken, { runId }) => {
        if (!isShown(returned)) return undefined;
        const { walk } = this.#live.get(runId.slice(0, -place.length - 1)) ?? {};
        return walk?.show(walk.stages[member]!, watcher, returned, node);
      });
      return watcher;
    });
  }
}

/** Streams are for those who read them. */
function isShown(returned: unknown): boolean {
  return isMessage(returned) || Array.isArray(returned);
}

function isSource(source: unknown): source is Iterable<unknown> | AsyncIterable<unknown> {
  return typeof source === "object" && source !== null && (Symbol.iterator in source || Symbol.asyncIterator in source);
}
