import { randomUUID } from "node:crypto";
import type { Message } from "@bufbuild/protobuf";
import type { Sighting } from "../dsl/flow-options.js";
import type { Clock } from "../engine/clock.js";
import { onAbort } from "../engine/on-abort.js";
import type { RunOptions } from "../engine/run.js";
import type { RunEvent } from "../events/run-event.js";
import { describeValue } from "../describe-thrown.js";
import {
  CancelledError,
  DeadlineError,
  DeclarationError,
  DeliveryError,
  RunEndedError,
  WrongInputError,
} from "../errors.js";
import type { Tracer } from "../lineage/tracer.js";
import { FlowError } from "./errors.js";
import type { FlowProgram, Member, Way } from "./flow-program.js";
import type { FlowFailure, FlowSnapshot, FlowStatus } from "./flow-snapshot.js";
import type { FlowHost } from "./flow-host.js";
import { FlowWalk } from "./flow-walk.js";
import type { HandoffLedger } from "./handoff-ledger.js";
import type { Places } from "./places.js";
import type { Stage, StageResult } from "./stage.js";

/** What one run of a flow is started with; its graphs' runs are started with the same. */
export type FlowRunOptions = RunOptions;

/**
 * One run of a flow: await it for what the flow gives, or hold on to it and watch.
 *
 * It starts at once, and is over when every graph of it is: what one of them has published stays valid when another fails.
 * A run that fails and that nobody awaits causes no unhandled rejection.
 *
 * @typeParam Outputs what the flow gives, by name; what is behind a way that was not taken is `undefined`.
 */
export interface FlowRun<Outputs> extends PromiseLike<Outputs> {
  /** Given with {@link FlowRunOptions}, else a random UUID; the runs of its graphs are `ID/Graph`. */
  readonly id: string;
  /** The state the run is in now: of each graph, what it has published. */
  snapshot(): FlowSnapshot;
  /**
   * Ends the run and those of its graphs: it rejects with a `CancelledError` at once. After the end it changes nothing.
   *
   * @param reason becomes the error's `reason` and `cause`.
   */
  cancel(reason?: unknown): void;
  /**
   * Hands in a message that a graph of the flow awaits; it is kept for one that has not started.
   *
   * @throws DeliveryError, as a rejection, where none awaits it or has it already; RunEndedError where the run has ended.
   */
  deliver(message: Message): Promise<void>;
  /**
   * Waits for the outputs.
   *
   * @throws FlowError where something failed that the run needs; WrongInputError, CancelledError or DeadlineError.
   */
  then<Fulfilled = Outputs, Rejected = never>(
    onFulfilled?: ((outputs: Outputs) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((error: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected>;
  catch<Rejected = never>(
    onRejected?: ((error: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Outputs | Rejected>;
  finally(onFinally?: (() => void) | null): Promise<Outputs>;
}

/** What all runs of a flow share. */
export interface FlowEngine {
  readonly program: FlowProgram;
  /** As many places as runs may be on their way at once. */
  readonly door: Places;
  /** The names of the outputs, in the plan's order. */
  readonly outputs: readonly string[];
  readonly clock: Clock;
  readonly ledger: HandoffLedger<StageResult>;
  /** Tells the error sink. */
  readonly report: (run: MemoryFlowRun, stage: Stage, failure: FlowFailure) => void;
  /** Notes what messages are made of, where somebody wants to know. */
  readonly trace: Tracer | undefined;
}

/** Who has started a run, and goes on when it does. */
export interface FlowRunWatcher {
  /** The next run may begin. */
  entered(): void;
  over(run: MemoryFlowRun): void;
}

/** What the run of a graph is started with. Its id is made when somebody asks for it. */
class MemberOptions implements RunOptions {
  readonly tenant?: string;
  readonly deadline?: Date;
  readonly seed?: string;
  readonly onEvent?: (event: RunEvent) => unknown;

  constructor(
    private readonly run: MemoryFlowRun,
    { tenant, deadline, seed, onEvent }: FlowRunOptions,
    private readonly member: Member,
  ) {
    if (tenant !== undefined) this.tenant = tenant;
    if (deadline !== undefined) this.deadline = deadline;
    if (seed !== undefined) this.seed = `${seed}/${member.id}`;
    if (onEvent !== undefined) this.onEvent = onEvent;
  }

  get runId(): string {
    return this.run.runIdOf(this.member);
  }
}

/** A run of a flow in memory. */
export class MemoryFlowRun implements FlowRun<unknown>, FlowHost {
  readonly walk: FlowWalk;
  status: FlowStatus = "RUNNING";
  /** The outputs, or why there are none. */
  outcome: unknown;
  private runId: string | undefined;
  private promise: { readonly settled: Promise<unknown>; readonly settle: () => void } | undefined;
  private endings: (() => void)[] | undefined;
  private inside = false;
  private stopListening: (() => void) | undefined;
  private timer: AbortController | undefined;
  private aborted: AbortController | undefined;
  private kept: readonly Message[] = none;

  constructor(
    private readonly engine: FlowEngine,
    private readonly options: FlowRunOptions,
    private readonly watcher: FlowRunWatcher | undefined,
  ) {
    this.walk = new FlowWalk(engine.program, this);
  }

  start(inputs: readonly Message[]): this {
    const { plan } = this.engine.program;
    const wrong = plan.inputs.findIndex(({ message }, at) => typeNameOf(inputs[at]) !== message);
    if (wrong >= 0) {
      const { message } = plan.inputs[wrong]!;
      this.end("FAILED", new WrongInputError(plan.flow, this.id, message, describeValue(inputs[wrong])));
    } else {
      this.heed(this.options);
      if (this.status === "RUNNING") this.passDoor(inputs);
    }
    return this;
  }

  private passDoor(inputs: readonly Message[]): void {
    const { door } = this.engine;
    if (door.take()) {
      this.inside = true;
      this.walk.begin(inputs);
      return;
    }
    const waiting = {
      granted: () => {
        this.inside = true;
        this.walk.begin(inputs);
      },
    };
    door.wait(waiting);
    this.whenOver(() => door.leave(waiting));
  }

  get id(): string {
    this.runId ??= this.options.runId ?? randomUUID();
    return this.runId;
  }

  get tenant(): string {
    return this.options.tenant ?? "default";
  }

  get ledger(): HandoffLedger<StageResult> {
    return this.engine.ledger;
  }

  snapshot(): FlowSnapshot {
    return {
      flow: this.engine.program.plan.flow,
      runId: this.id,
      status: this.status,
      graphs: Object.fromEntries(
        this.walk.stages.map((stage) => [stage.member.id, stage.snapshot(this.runIdOf(stage.member))]),
      ),
      failures: [...this.walk.failures],
    };
  }

  cancel(reason?: unknown): void {
    this.end("CANCELLED", new CancelledError(this.id, reason));
  }

  async deliver(message: Message): Promise<void> {
    const name = describeValue(message);
    if (this.status !== "RUNNING") throw new RunEndedError(this.id);
    const awaiting = this.walk.stages.filter(({ member, isOver }) => !isOver && member.awaited.includes(name));
    if (awaiting.length === 0) {
      throw new DeliveryError("NOT_AWAITED", this.id, `run ${this.id} does not wait for ${name}`);
    }
    if (this.kept.some(({ $typeName }) => $typeName === name)) {
      throw new DeliveryError("ALREADY_DELIVERED", this.id, `run ${this.id} has its ${name} already`);
    }
    this.kept = [...this.kept, message];
    for (const { run } of awaiting) await run?.deliver(message);
  }

  /** Calls back once the run is over; at once, where it is. */
  whenOver(act: () => void): void {
    if (this.status === "RUNNING") (this.endings ??= []).push(act);
    else act();
  }

  then<Fulfilled = unknown, Rejected = never>(
    onFulfilled?: ((outputs: unknown) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((error: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    return this.settled().then(onFulfilled, onRejected);
  }

  catch<Rejected = never>(
    onRejected?: ((error: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<unknown> {
    return this.settled().catch(onRejected);
  }

  finally(onFinally?: (() => void) | null): Promise<unknown> {
    return this.settled().finally(onFinally);
  }

  // What the walk asks.

  optionsOf(member: Member): RunOptions {
    return new MemberOptions(this, this.options, member);
  }

  started(stage: Stage): void {
    for (const message of stage.member.awaited.length > 0 ? this.kept : []) {
      if (stage.member.awaited.includes(message.$typeName)) stage.run!.deliver(message).catch(() => undefined);
    }
  }

  sightingOf(member: Member, step: string | undefined): Sighting {
    const signal = () => this.signal();
    return {
      flowRunId: this.id,
      runId: this.runIdOf(member),
      graph: member.id,
      step,
      stable: step === undefined,
      get signal() {
        return signal();
      },
    };
  }

  failed(stage: Stage, failure: FlowFailure): void {
    this.engine.report(this, stage, failure);
  }

  carried({ member }: Stage, { handoff, published: schema, to }: Way, published: Message, message: Message): void {
    const { trace, program } = this.engine;
    const [target] = to;
    const consumed = target && program.members[target.member]?.inputs[target.input];
    if (trace === undefined || consumed === undefined) return;
    const of = { schema, message: published };
    trace.carried({ schema: consumed, message, of, flow: program.plan.flow, runId: this.runIdOf(member), handoff });
  }

  entered(): void {
    this.watcher?.entered();
  }

  ended(): void {
    const { fatal } = this.walk;
    if (fatal === undefined) this.end("COMPLETED", this.outputs());
    else {
      // The snapshot in the error says how the run ended.
      this.status = "FAILED";
      const { plan } = this.engine.program;
      const error = new FlowError(plan.flow, this.id, fatal.stage.member.id, fatal.error, this.snapshot());
      this.status = "RUNNING";
      this.end("FAILED", error);
    }
  }

  runIdOf({ id }: Member): string {
    return `${this.id}/${id}`;
  }

  private outputs(): unknown {
    const { outputs, program } = this.engine;
    const given: Record<string, unknown> = {};
    for (let at = 0; at < outputs.length; at++) {
      let value: unknown;
      for (const { member, output, message } of program.outputs[at]!) {
        const { result } = this.walk.stages[member]!;
        value ??= output < 0 ? unhappyAs(message, result) : result?.outputs[output];
      }
      given[outputs[at]!] = value;
    }
    return given;
  }

  private end(status: FlowStatus, outcome: unknown): void {
    if (this.status !== "RUNNING") return;
    this.status = status;
    this.outcome = outcome;
    this.stopListening?.();
    this.timer?.abort();
    if (status !== "COMPLETED") this.walk.stop(outcome);
    if (status === "CANCELLED" || outcome instanceof DeadlineError) this.aborted?.abort(outcome);
    for (const act of this.endings ?? []) act();
    if (this.inside) this.engine.door.giveBack();
    this.watcher?.over(this);
    this.promise?.settle();
  }

  private settled(): Promise<unknown> {
    if (this.promise === undefined) {
      let settle = (): void => undefined;
      const settled = new Promise((resolve, reject) => {
        settle = () => {
          if (this.status === "COMPLETED") resolve(this.outcome);
          else reject(this.outcome);
        };
      });
      settled.catch(() => undefined);
      this.promise = { settled, settle };
      if (this.status !== "RUNNING") settle();
    }
    return this.promise.settled;
  }

  private signal(): AbortSignal {
    this.aborted ??= new AbortController();
    return this.aborted.signal;
  }

  private heed({ signal, deadline }: FlowRunOptions): void {
    if (signal?.aborted) this.cancel(signal.reason);
    else if (signal !== undefined) this.stopListening = onAbort(signal, (reason) => this.cancel(reason));
    if (deadline === undefined || this.status !== "RUNNING") return;
    if (!(deadline instanceof Date) || Number.isNaN(deadline.getTime())) {
      this.end("FAILED", new DeclarationError("INVALID_OPTION", "the deadline of a run is no valid Date"));
      return;
    }
    const { clock, program } = this.engine;
    this.timer = new AbortController();
    const late = () => {
      this.end("FAILED", new DeadlineError(this.id, deadline, `${program.plan.flow} did not finish in time`));
    };
    const leftMs = deadline.getTime() - clock.now();
    if (leftMs <= 0) late();
    else clock.sleep(leftMs, this.timer.signal).then(late, () => undefined);
  }
}

const none: readonly Message[] = [];

function unhappyAs(message: string, result: StageResult | undefined): Message | undefined {
  const unhappy = result?.unhappy?.message;
  return unhappy?.$typeName === message ? unhappy : undefined;
}

function typeNameOf(value: unknown): unknown {
  return (value as { readonly $typeName?: unknown } | null | undefined)?.$typeName;
}
