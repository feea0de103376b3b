import { fromBinary, type Message, toBinary } from "@bufbuild/protobuf";
import type { Signal } from "../../generated/protograph/v1/signal_pb.js";
import type { DurabilityMode } from "../../proto/contract/options.js";
import { describeThrown } from "../describe-thrown.js";
import { type Callee, modeIn } from "../engine/callee.js";
import { slotOfDelivery } from "../engine/inputs.js";
import { MemoryRun } from "../engine/memory-run.js";
import type { Run, RunOptions, SignalOptions } from "../engine/run.js";
import { CancelledError, DeliveryError, RunEndedError } from "../errors.js";
import type { RunEvent, Waiting } from "../events/run-event.js";
import type { RunSnapshot } from "../events/snapshot.js";
import type { Program } from "../plan/program.js";
import { isTakenOver } from "../store/errors.js";
import type { RunKey } from "../store/submission.js";
import type { Continuation } from "./continuation.js";
import { type ControlAction, sendSignal } from "./control.js";
import type { Custody } from "./custody.js";
import { type DurableGraph, outputNode } from "./durable-graph.js";
import { StoreClosedError } from "./errors.js";
import { eventsOfParts, type RunInParts } from "./events-of-parts.js";
import type { Journal } from "./journal.js";
import { outputKey } from "./keys.js";
import { newOutcome } from "./outcome.js";
import { schemaOf } from "./request.js";
import { newPart } from "./new-part.js";
import type { RunKeeper } from "./run-keeper.js";
import { hashOf, type Value, writeValue } from "./values.js";
import { waitingOf } from "./waiting.js";

/** A run's part in this process. */
interface Part {
  readonly memory: MemoryRun;
  readonly journal: Journal;
  readonly keeper: RunKeeper;
  readonly mode: DurabilityMode;
}

/**
 * The handle of a run that is kept in a store. It outlives the run's parts: what is parked, or taken over by another
 * process, goes on under the same handle, and who awaits it gets the outcome wherever it comes to be.
 */
export class DurableRun implements Run<unknown, Message>, RunInParts {
  readonly key: RunKey;
  private readonly outcome = newOutcome();
  /** Where events and snapshots are read from: the part that is, or was last. */
  shown: MemoryRun;
  private part: Part | undefined;
  /** Settled when the run is known to the store, or is not to be. */
  private readonly admitted = newOutcome();
  isOver = false;
  private wasAdmitted = false;
  /** Whether it is paused, and steps are still running. */
  private isBeingDrained = false;
  /** The part that is looked at after a while, whether it only waits. */
  private watched: Part | undefined;
  private readonly renewals: (() => void)[] = [];
  /** Whether a part of it has begun here: until then there is nothing to tell. */
  hasBegun = false;

  /**
   * @param hash what makes it the same run as another one of its id, where that is known.
   */
  constructor(
    private session: Custody,
    readonly graph: DurableGraph,
    private readonly program: Program<Callee>,
    readonly options: RunOptions & { readonly runId: string },
    readonly durability: DurabilityMode,
    private hash: Uint8Array = new Uint8Array(),
  ) {
    this.key = { tenant: options.tenant ?? "default", runId: options.runId };
    this.shown = new MemoryRun(graph.engine, program, options);
  }

  get id(): string {
    return this.key.runId;
  }

  get [Symbol.toStringTag](): string {
    return "Run";
  }

  get durable(): Promise<void> {
    return this.admitted.promise.then(() => this.session.queue.flushed(this.key));
  }

  /** SHA-256 of what makes it the same run as another one of its id; empty where that is not known. */
  get requestHash(): Uint8Array {
    return this.hash;
  }

  /** Whether it has begun, has not ended, and no part of it is in this process. */
  get isAway(): boolean {
    return !this.isOver && !this.part && this.wasAdmitted;
  }

  /** Whether steps are running that come to an end by themselves. */
  get isDraining(): boolean {
    return this.part?.keeper.isDraining ?? false;
  }

  get events(): AsyncIterable<RunEvent> {
    return { [Symbol.asyncIterator]: () => eventsOfParts(this) };
  }

  snapshot(): RunSnapshot {
    return this.shown.snapshot();
  }

  then<Fulfilled = unknown, Rejected = never>(
    onFulfilled?: ((output: unknown) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((error: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    return this.outcome.promise.then(onFulfilled, onRejected);
  }

  catch<Rejected = never>(
    onRejected?: ((error: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<unknown> {
    return this.outcome.promise.catch(onRejected);
  }

  finally(onFinally?: (() => void) | null): Promise<unknown> {
    return this.outcome.promise.finally(onFinally);
  }

  cancel(reason?: unknown): void {
    if (this.isOver) return;
    if (this.part) this.part.memory.cancel(reason);
    else if (!this.shown.walk.over()) this.shown.cancel(reason);
    else {
      const action = { kind: "CANCEL" as const, ...(reason !== undefined && { reason: describeThrown(reason) }) };
      this.tell(action).catch((error: unknown) => {
        this.graph.engine.log.warn("a run could not be cancelled", { runId: this.id, error });
      });
    }
  }

  async deliver(message: Message, signal?: SignalOptions): Promise<void> {
    const scoped = this.part?.memory.walk.scoped;
    slotOfDelivery(this.program, this.id, message, (slot) => scoped?.has(slot) === true);
    if (this.isOver) throw new RunEndedError(this.id);
    const { $typeName: messageType } = message;
    const bytes = toBinary(schemaOf(this.graph.messages, messageType), message);
    await this.tell({ kind: "DELIVER", messageType, message: bytes }, signal);
  }

  pause(signal?: SignalOptions): Promise<void> {
    return this.tell({ kind: "PAUSE", ...(signal?.reason !== undefined && { reason: signal.reason }) }, signal);
  }

  resume(signal?: SignalOptions): Promise<void> {
    return this.tell({ kind: "RESUME" }, signal);
  }

  /** Has the decision kept, and then takes effect here, where the run is here. */
  private async tell(action: ControlAction, { signalId }: SignalOptions = {}): Promise<void> {
    await this.durable;
    await sendSignal(this.session.store, { ...this.key, ...action, ...(signalId !== undefined && { signalId }) });
    await this.session.heedSignals();
  }

  /** Has a signal take effect, which the store has accepted. */
  heed(signalId: string, { action }: Signal): void {
    const { part } = this;
    if (!part || part.memory.walk.over()) return;
    const { memory, journal, keeper } = part;
    const { walk } = memory;
    journal.applied(signalId);
    switch (action.case) {
      case "pause": {
        const { reason } = action.value;
        walk.pause({ signalId, ...(reason !== "" && { pause: reason }) });
        this.isBeingDrained = keeper.isDraining;
        journal.stand({ state: "PAUSED", ...(this.isBeingDrained && { substate: "DRAINING" }) });
        return;
      }
      case "resume":
        this.isBeingDrained = false;
        journal.stand({ state: "RUNNING" });
        walk.resume({ signalId });
        keeper.resume();
        return;
      case "cancel":
        journal.cancelSignal = signalId;
        memory.cancel(action.value.reason === "" ? undefined : action.value.reason);
        return;
      case "deliver":
        this.take(part, action.value.messageType, action.value.message);
        return;
      default:
        return;
    }
  }

  private take({ memory }: Part, messageType: string, bytes: Uint8Array): void {
    const schema = this.graph.messages.get(messageType);
    const complain = (error: unknown) =>
      this.graph.engine.log.warn("a message that was delivered cannot be taken", {
        runId: this.id,
        messageType,
        error,
      });
    try {
      if (schema) memory.deliver(fromBinary(schema, bytes)).catch(complain);
      else complain(new DeliveryError("NOT_AWAITED", this.id, `run ${this.id} does not wait for ${messageType}`));
    } catch (error) {
      complain(error);
    }
  }

  /** Checks what it is started with; where that is wrong, it is over, and nothing of it is kept. */
  check(inputs: readonly unknown[]): boolean {
    this.shown.check(inputs);
    if (this.shown.walk.over()) this.refuse(this.shown.walk.outcome as Error);
    return !this.isOver;
  }

  identifiedBy(hash: Uint8Array): this {
    this.hash = hash;
    return this;
  }

  /** The store has it already. */
  isKnown(): void {
    this.wasAdmitted = true;
    this.admitted.resolve(undefined);
  }

  /** It never comes to be: nothing of it is kept. */
  refuse(error: Error): void {
    if (!this.shown.walk.over()) this.shown.walk.stop("FAILED", error);
    this.admitted.reject(error);
    this.settle(() => this.outcome.reject(error));
  }

  /** The first part of it begins; where it was cancelled before, that is written down. */
  begin(inputs: readonly Message[], continuation: Continuation): void {
    this.run(this.shown, inputs, continuation);
  }

  /** It goes on in this process. */
  goOn(continuation: Continuation): void {
    const { seed, deadline } = continuation.request;
    this.shown = new MemoryRun(this.graph.engine, this.program, {
      ...this.options,
      ...(seed !== undefined && { seed }),
      ...(deadline && { deadline }),
    });
    this.shown.check(continuation.request.inputs);
    this.run(this.shown, continuation.request.inputs, continuation);
  }

  private run(memory: MemoryRun, inputs: readonly Message[], continuation: Continuation): void {
    this.hasBegun = true;
    for (const renew of this.renewals.splice(0)) renew();
    const { walk } = memory;
    const { journal, keeper } = newPart({
      key: this.key,
      graph: this.graph,
      queue: this.session.queue,
      walk,
      continuation,
      hashOfOutcome: (outcome) => hashOf(schemaOf(this.graph.messages, this.program.output), outcome as Value),
      onIdle: () => this.idle(),
    });
    const { mode, askedAtMs } = continuation.request;
    this.part = { memory, journal, keeper, mode };
    memory.keepBy({ keeper, observer: journal, onEnd: () => this.ended(), atMs: askedAtMs });
    journal.update();
    this.isKnown();
    if (walk.over()) this.ended();
    else memory.begin(inputs);
    if (!walk.over()) this.idle();
  }

  /** The part in this process has come to an end, or has been left. */
  private ended(): void {
    const { part } = this;
    if (!part || part.memory.walk.status === "LEFT") return;
    const { memory, journal, keeper, mode } = part;
    const { status, outcome } = memory.walk;
    this.part = undefined;
    if (status === "COMPLETED") this.keepOutput(journal, outcome as Value);
    journal.update();
    const settle = () => (status === "COMPLETED" ? this.outcome.resolve(outcome) : this.outcome.reject(outcome));
    const flushed = mode === "sync" || keeper.owes ? this.session.queue.flushed(this.key) : undefined;
    if (flushed) {
      flushed.then(
        () => this.settle(settle),
        (error: unknown) => {
          // Of one that somebody has taken over, the outcome is what it comes to there.
          if (!isTakenOver(error)) this.settle(() => this.outcome.reject(error));
        },
      );
    } else this.settle(settle);
  }

  /** Keeps the output, unless a node's checkpoint is it. */
  private keepOutput(journal: Journal, output: Value): void {
    const node = outputNode(this.program);
    if (node && modeIn(node.callee, this.durability) !== "memory") return;
    const message = this.program.output;
    const { bytes: value } = writeValue(schemaOf(this.graph.messages, message), output);
    journal.keep({ ...outputKey(message), stepVersion: "", nodeId: node?.id ?? "", value });
  }

  /** The outcome became known elsewhere. */
  settleFrom(outcome: { readonly output: Value } | { readonly error: Error }): void {
    this.settle(() => ("error" in outcome ? this.outcome.reject(outcome.error) : this.outcome.resolve(outcome.output)));
  }

  private settle(settle: () => void): void {
    if (this.isOver) return;
    this.isOver = true;
    this.admitted.resolve(undefined);
    settle();
    for (const renew of this.renewals.splice(0)) renew();
    this.session.over(this);
  }

  /** This process may write nothing more of it: somebody else has it, or nobody can. */
  lose(error: Error): void {
    const { part } = this;
    this.part = undefined;
    part?.memory.walk.leave(error);
    this.refuse(error);
  }

  /**
   * Somebody has taken it over: what this process did of it, and is not on disk, is forgotten.
   *
   * @param session who follows it from now on.
   * @returns whether it can be followed; not where its outcome is known already, or nobody else can know of it.
   */
  follow(session: Custody, error: Error): boolean {
    if (this.isOver || !this.wasAdmitted) return false;
    const { part } = this;
    this.part = undefined;
    part?.memory.walk.leave(error);
    this.session = session;
    return true;
  }

  /** The store is being closed: starts nothing more. */
  hold(): void {
    this.part?.memory.walk.hold();
  }

  /** The store is being closed: what is not over is left to whoever recovers it. */
  leave(): void {
    this.lose(new StoreClosedError(this.id));
  }

  /** Looks whether the run only waits, and parks it where that takes long. */
  private idle(): void {
    const { part } = this;
    if (!part) return;
    const { memory, journal, keeper } = part;
    if (memory.walk.paused && this.isBeingDrained && !keeper.isDraining) {
      this.isBeingDrained = false;
      journal.stand({ state: "PAUSED" });
    }
    if (part === this.watched || !waitingOf(memory, keeper)) return;
    this.watched = part;
    const seen = memory.walk.log.length;
    memory.timer(this.graph.parkAfterMs, () => {
      this.watched = undefined;
      if (part !== this.part) return;
      const waiting = memory.walk.log.length === seen ? waitingOf(memory, keeper) : undefined;
      const leftMs = (waiting?.until ?? Infinity) - this.graph.engine.clock.now();
      if (waiting && leftMs > this.graph.parkAfterMs) this.park(part, waiting);
      else this.idle();
    });
  }

  private park({ memory, journal }: Part, waiting: Waiting): void {
    const { reason, until } = waiting;
    const wakeAfterMs = until === undefined ? undefined : Math.max(0, until - this.graph.engine.clock.now());
    memory.walk.noteOfRun("RunParked", { waiting });
    journal.stand({ state: "PARKED", substate: reason, ...(wakeAfterMs !== undefined && { wakeAfterMs }) });
    this.part = undefined;
    memory.walk.leave(new CancelledError(this.id, "the run is parked, and goes on later"));
    this.session.away(this);
  }

  /** Settled when a part begins, or none will. */
  renewed(): Promise<void> {
    return new Promise((resolve) => this.renewals.push(resolve));
  }
}
