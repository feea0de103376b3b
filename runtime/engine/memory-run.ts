import { randomUUID } from "node:crypto";
import type { DurabilityMode } from "../../proto/contract/options.js";
import type { ItemFailure } from "../dsl/step.js";
import {
  AbsentError,
  AwaitedError,
  CancelledError,
  DeadlineError,
  DeclarationError,
  ItemsFailedError,
  NoStoreError,
  RunEndedError,
  StepError,
  type StepPlace,
  WrongInputError,
  WrongResultError,
} from "../errors.js";
import { Observation } from "../events/observation.js";
import type { RunEvent } from "../events/run-event.js";
import { project, type RunSnapshot } from "../events/snapshot.js";
import type { Program } from "../plan/program.js";
import type { Callee, MemoryNode } from "./callee.js";
import type { Engine } from "./engine.js";
import type { Keeper } from "./keeper.js";
import { slotOfDelivery, wrongInput } from "./inputs.js";
import { onAbort } from "./on-abort.js";
import type { Run, RunOptions } from "./run.js";
import { isStarting, RunHistory } from "./run-history.js";
import { type Abortable, RunScope } from "./run-scope.js";
import { AttemptContext, type RunOfAttempt } from "./step-context.js";
import { settled, tellAll, Waiter } from "./waiter.js";
import type { Scope } from "./scope.js";
import { chooseBranch, holdsCondition } from "./selection.js";
import { isVerdictOn } from "./verdict.js";
import { Walk } from "./walk.js";
import type { Host, Observer } from "./walk-host.js";

/**
 * A run in memory: the handle its caller holds, and what calls the steps for its walk.
 *
 * What only some runs need (an id, a signal, timers, events, waiters) is made when it is first asked for: the cost of a
 * run is the cost of its steps.
 */
export class MemoryRun implements Run<unknown>, Host<Callee>, RunOfAttempt {
  // Declared, not defined: a definition would write every field twice for every run.
  declare readonly walk: Walk<Callee>;
  declare readonly engine: Engine;
  declare private readonly options: RunOptions;
  declare private runId: string | undefined;
  /** Its time, and whether that was read before anything but starts had happened. */
  declare private time: { readonly at: number; readonly ofStart: boolean } | undefined;
  declare private firstWaiter: Waiter | undefined;
  declare private lastWaiter: Waiter | undefined;
  declare private scope: RunScope | undefined;
  declare private observation: Observation | undefined;
  /** What keeps it beyond its process, where anything does. */
  declare private keeper: Keeper | undefined;
  /** Called once when it has ended, before anybody who awaits it. */
  declare private onEnd: (() => void) | undefined;

  constructor(engine: Engine, program: Program<Callee>, options: RunOptions | undefined) {
    this.walk = new Walk(program, this);
    this.engine = engine;
    this.options = options ?? none;
    this.runId = undefined;
    this.time = undefined;
    this.firstWaiter = undefined;
    this.lastWaiter = undefined;
    this.scope = undefined;
    this.observation = undefined;
    this.keeper = undefined;
    this.onEnd = undefined;
  }

  /** Checks the inputs and what the run is started with, and sets it off. */
  start(inputs: readonly unknown[]): this {
    this.check(inputs);
    this.begin(inputs);
    return this;
  }

  /** Checks the inputs and what the run is started with: where that is wrong, the run is over. */
  check(inputs: readonly unknown[]): void {
    if (this.options.onEvent !== undefined) this.observed(this.options.onEvent).update();
    this.checkInputs(inputs);
    if (this.options !== none) this.heed(this.options);
  }

  /** Sets it off, unless it is over. */
  begin(inputs: readonly unknown[]): void {
    if (!this.walk.over() && this.walk.program.awaited.length > 0) this.waitForInputs();
    if (!this.walk.over()) this.walk.begin(inputs);
  }

  /** Has the run be kept: by whom, who is told of each event, who of the end, and since when it has been going on. */
  keepBy(parts: {
    readonly keeper: Keeper;
    readonly observer: Observer;
    readonly onEnd: () => void;
    readonly atMs: number;
  }): void {
    this.keeper = parts.keeper;
    this.onEnd = parts.onEnd;
    this.time = { at: parts.atMs, ofStart: true };
    this.observe(parts.observer);
  }

  async deliver(message: unknown): Promise<void> {
    const { scoped } = this.walk;
    const slot = slotOfDelivery(this.walk.program, this.id, message, (each) => scoped?.has(each) === true);
    if (this.walk.over()) throw new RunEndedError(this.id);
    scoped?.deliver(slot, message);
  }

  get durability(): DurabilityMode {
    return "memory";
  }

  get durable(): Promise<void> {
    return Promise.reject(new NoStoreError(this.id, "never on disk"));
  }

  async pause(): Promise<void> {
    throw new NoStoreError(this.id, "cannot be paused");
  }

  async resume(): Promise<void> {
    throw new NoStoreError(this.id, "cannot be resumed");
  }

  get id(): string {
    this.runId ??= this.options.runId ?? randomUUID();
    return this.runId;
  }

  get tenant(): string | undefined {
    return this.options.tenant;
  }

  get deadline(): Date | undefined {
    return this.options.deadline;
  }

  get seed(): string {
    return this.options.seed === undefined ? this.id : String(this.options.seed);
  }

  get signal(): AbortSignal {
    return this.scoped().signal;
  }

  get events(): AsyncIterable<RunEvent> {
    return this.observed(undefined);
  }

  get [Symbol.toStringTag](): string {
    return "Run";
  }

  /** The run's time: read once, when it is first asked for, in milliseconds since the epoch. */
  now(): number {
    this.time ??= { at: this.engine.clock.now(), ofStart: isStarting(this.walk) };
    return this.time.at;
  }

  then<Fulfilled = unknown, Rejected = never>(
    onFulfilled?: ((output: unknown) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((error: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    if (this.walk.over()) return settled(this.walk).then(onFulfilled, onRejected);
    const waiter = new Waiter(onFulfilled, onRejected);
    if (this.lastWaiter === undefined) this.firstWaiter = waiter;
    else this.lastWaiter.next = waiter;
    this.lastWaiter = waiter;
    return waiter.promise as Promise<Fulfilled | Rejected>;
  }

  catch<Rejected>(onRejected?: ((error: unknown) => Rejected | PromiseLike<Rejected>) | null): Promise<unknown> {
    return this.then(undefined, onRejected);
  }

  finally(onFinally?: (() => void) | null): Promise<unknown> {
    return this.then().finally(onFinally);
  }

  snapshot(): RunSnapshot {
    const history = this.history();
    const events = Array.from({ length: history.eventCount() }, (_, index) => history.eventAt(index, undefined));
    const { nodes, notNeeded } = this.walk.program;
    return project([...nodes.map(({ id }) => id), ...notNeeded], events);
  }

  cancel(reason?: unknown): void {
    if (!this.walk.over()) this.walk.stop("CANCELLED", new CancelledError(this.id, reason));
  }

  /** See {@link RunScope.whenOver}; not at all where the run has ended. */
  whenOver(act: () => void): () => void {
    return this.walk.over() ? () => undefined : this.scoped().whenOver(act);
  }

  /** Has an attempt with a signal of its own told of the run's end. */
  tell(attempt: Abortable): void {
    const scope = this.scoped();
    if (scope.signal.aborted) attempt.abort(scope.signal.reason as Error);
    else scope.tell(attempt);
  }

  /** See {@link RunScope.timer}; a run that is over starts none. */
  timer(ms: number, fire: () => void): () => void {
    if (this.walk.over()) return () => undefined;
    return this.scoped().timer(this.engine.clock, ms, fire, (error) => this.clockFailed(error));
  }

  /** Writes a warning; a log that throws changes nothing. */
  warn(message: string, fields: Readonly<Record<string, unknown>>): void {
    try {
      this.engine.log.warn(message, fields);
    } catch {
      // There is nowhere left to say so.
    }
  }

  call(node: MemoryNode, scope?: Scope<Callee>): unknown {
    if (this.keeper !== undefined) return this.callKept(this.keeper, node, scope);
    const attempt = new AttemptContext(this, node, 1, scope);
    const { guard } = node.callee;
    return guard === undefined ? attempt.call() : guard.call(attempt);
  }

  private callKept(keeper: Keeper, node: MemoryNode, scope: Scope<Callee> | undefined): unknown {
    return keeper.call(node, scope, () => {
      const first = keeper.firstAttempt(node, scope);
      if (first > 1 && scope?.lift) scope.rarely.attempts.set(node.index, first);
      const attempt = new AttemptContext(this, node, first, scope);
      const { guard } = node.callee;
      return guard === undefined ? attempt.call() : guard.call(attempt);
    });
  }

  attemptsBefore(node: MemoryNode, scope: Scope<Callee> | undefined): number {
    return this.keeper?.attemptsBefore(node, scope) ?? 0;
  }

  /** Where the run ends first the promise is left as it is: nobody waits for it any more. */
  async backOff(ms: number): Promise<void> {
    const waiting = this.keeper?.waits(ms);
    await new Promise<void>((resolve) => this.timer(ms, resolve));
    waiting?.over();
    await this.keeper?.held();
  }

  sleep(attempt: AttemptContext, ms: number): Promise<void> {
    return this.keeper?.sleep(attempt, ms) ?? this.engine.clock.sleep(ms, attempt.signal);
  }

  holds(node: MemoryNode, condition: number, messages: readonly unknown[], scope?: Scope<Callee>): boolean {
    return holdsCondition(this.latestPlace(node, scope), node.callee.conditions[condition]!, messages);
  }

  choose(node: MemoryNode, messages: readonly unknown[], scope?: Scope<Callee>): string {
    const keys = node.place?.branches.map(({ key }) => key) ?? [];
    const chosen = scope && this.keeper?.chosen(node, scope);
    if (chosen !== undefined && keys.includes(chosen)) return chosen;
    return chooseBranch(this.latestPlace(node, scope), node.callee.by!, keys, messages);
  }

  failureOf(node: MemoryNode, thrown: unknown, scope?: Scope<Callee>): Error {
    const place = this.latestPlace(node, scope);
    return isVerdictOn(place, thrown) ? thrown : StepError.of(place, thrown);
  }

  wrongResultOf(node: MemoryNode, actual: string, scope?: Scope<Callee>): Error {
    return new WrongResultError(this.latestPlace(node, scope), node.message, actual);
  }

  tooManyFailed(node: MemoryNode, failures: readonly ItemFailure[], total: number): Error {
    return new ItemsFailedError(this.latestPlace(node), failures, total);
  }

  absentOf(message: string): Error {
    return new AbsentError(this.id, message);
  }

  tooLate(): Error {
    return new RunEndedError(this.id);
  }

  abandonedBy(outcome: Error): Error {
    return outcome instanceof StepError ? new CancelledError(this.id, outcome) : outcome;
  }

  ended(): void {
    if (this.scope !== undefined) this.scope.close(this.reasonToAbort());
    this.onEnd?.();
    this.tellWaiters();
  }

  private tellWaiters(): void {
    const { firstWaiter } = this;
    this.firstWaiter = undefined;
    this.lastWaiter = undefined;
    if (firstWaiter !== undefined) tellAll(firstWaiter, this.walk);
  }

  private scoped(): RunScope {
    if (this.scope === undefined) {
      this.scope = new RunScope();
      if (this.walk.over()) this.scope.close(this.reasonToAbort());
    }
    return this.scope;
  }

  private reasonToAbort(): Error | undefined {
    return this.walk.status === "COMPLETED" ? undefined : this.abandonedBy(this.walk.outcome as Error);
  }

  private observed(listener: RunOptions["onEvent"]): Observation {
    if (this.observation === undefined) {
      const { clock, log } = this.engine;
      if (!this.walk.over()) this.noteStart();
      this.observation = new Observation({ history: this.history(), now: () => clock.now(), log, listener });
      this.observe(this.observation);
    }
    return this.observation;
  }

  private observe(observer: Observer): void {
    const { observer: other } = this.walk;
    this.walk.observer =
      other === undefined ? observer : { update: () => [other, observer].forEach((each) => each.update()) };
  }

  private history(): RunHistory<Callee> {
    const { id, tenant, time } = this;
    const startedAt = time?.ofStart === true ? time.at : undefined;
    return new RunHistory(this.walk, { id, graph: this.engine.graph, tenant, startedAt });
  }

  private checkInputs(inputs: readonly unknown[]): void {
    const wrong = wrongInput(this.walk.program.inputs, inputs);
    if (wrong === undefined) return;
    this.walk.stop("FAILED", new WrongInputError(this.engine.graph, this.id, wrong.message, wrong.actual));
  }

  private heed({ signal, deadline }: RunOptions): void {
    if (signal?.aborted) this.cancel(signal.reason);
    else if (signal !== undefined && !this.walk.over()) {
      this.scoped().whenOver(onAbort(signal, (reason) => this.cancel(reason)));
    }
    if (deadline === undefined || this.walk.over()) return;
    if (!(deadline instanceof Date) || Number.isNaN(deadline.getTime())) {
      this.walk.stop("FAILED", new DeclarationError("INVALID_OPTION", "the deadline of a run is no valid Date"));
      return;
    }
    try {
      const leftMs = deadline.getTime() - this.now();
      if (leftMs <= 0) this.pastDeadline(deadline);
      else this.timer(leftMs, () => this.pastDeadline(deadline));
    } catch (error) {
      this.clockFailed(error);
    }
  }

  /** Reads the run's time for its first events; where the clock throws they have none. */
  private noteStart(): void {
    try {
      this.now();
    } catch {
      // Whoever waits on the clock will find out.
    }
  }

  private clockFailed(error: unknown): void {
    this.walk.stop("FAILED", error instanceof Error ? error : new Error("the clock failed", { cause: error }));
  }

  private pastDeadline(deadline: Date): void {
    this.walk.stop("FAILED", new DeadlineError(this.id, deadline, `${this.engine.graph} did not finish in time`));
  }

  latestPlace(node: MemoryNode, scope?: Scope<Callee>): StepPlace {
    const itemIndex = scope?.lift ? scope.itemIndex() : undefined;
    return { step: node.id, itemIndex, attempt: this.walk.attemptOf(node, scope), runId: this.id };
  }

  /** An input that arrives while the run is in flight has its time from the run's start. */
  private waitForInputs(): void {
    // What was asked for earlier has waited already.
    const waitedMs = this.keeper === undefined ? 0 : Math.max(0, this.engine.clock.now() - this.now());
    for (const { message, slot, withinMs } of this.walk.program.awaited) {
      if (withinMs === undefined) continue;
      this.timer(withinMs - waitedMs, () => {
        this.walk.scoped?.expire(slot, () => new AwaitedError(this.id, message, withinMs));
      });
    }
  }
}

const none: RunOptions = {};
