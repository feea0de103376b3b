import {
  entryOf,
  isRunNote,
  readEntry,
  runEntryOf,
  type RunNoteType,
  type StepEventType,
} from "../events/log-entry.js";
import { describeValue } from "../describe-thrown.js";
import type { ProgramNode } from "../plan/layout.js";
import type { Program } from "../plan/program.js";
import { isThenable } from "./is-thenable.js";
import { isMessageOf, recognize } from "./messages.js";
import type { Scope } from "./scope.js";
import { ScopedWalk } from "./scoped-walk.js";
import type { EventDetail, Host, Observer, Remarks, Restorer, RunBook } from "./walk-host.js";

/** Where a walk stands. `LEFT`: somebody else takes the run on, and nothing more is heard here. */
export type WalkStatus = "RUNNING" | "COMPLETED" | "FAILED" | "CANCELLED" | "LEFT";

/**
 * The walker: takes one run through a program, and is the only thing that decides what runs when.
 *
 * It counts, for each node, the products that are still missing, and starts the node the moment none is. It does no
 * I/O, reads no clock and knows no step: its host calls the nodes, so that every engine has the same order, skips and
 * failure rules.
 *
 * What always holds: a node starts at most once, after all it needs; nothing changes once the run has ended, so
 * nothing that comes late is heard; products that are there at once are walked in a loop, so no graph is too deep.
 *
 * It is no base class of the hosts: what is constructed for every run must not be derived, which is slow where a build
 * has named its classes anew.
 */
export class Walk<Callee> implements RunBook<Callee> {
  // Declared, not defined: a definition would write every field twice for every run.
  declare status: WalkStatus;
  /** The output where the run is COMPLETED, an Error where it is FAILED or CANCELLED. */
  declare outcome: unknown;
  declare readonly program: Program<Callee>;
  /** What happened to nodes, in order, packed by {@link entryOf}. */
  declare readonly log: number[];
  /** What else there is to say of that; most runs have nothing. */
  declare remarks: Remarks | undefined;
  /** Whether nothing may start for now. */
  declare paused: boolean;
  /** Asked before a node is called, where there is one. */
  declare restorer: Restorer<Callee> | undefined;
  /** Told after every event, where there is one. It may stop the run, and must not throw. */
  declare observer: Observer | undefined;
  /** The messages, and in the place of one that is not there yet how many its node waits for. */
  declare slots: readonly unknown[];
  declare readonly host: Host<Callee>;
  /** What takes the run on where the program has a layout. */
  declare readonly scoped: ScopedWalk<Callee> | undefined;
  declare private queue: ProgramNode<Callee>[] | undefined;
  declare private head: number;

  constructor(program: Program<Callee>, host: Host<Callee>) {
    this.status = "RUNNING";
    this.outcome = undefined;
    this.program = program;
    this.log = [];
    this.remarks = undefined;
    this.paused = false;
    this.restorer = undefined;
    this.observer = undefined;
    this.slots = program.slots.slice();
    this.host = host;
    this.scoped = program.layout && new ScopedWalk(this, program.layout);
    this.queue = undefined;
    this.head = 0;
  }

  get nodes(): readonly ProgramNode<Callee>[] {
    return this.program.nodes;
  }

  /** Whether the run has ended. A method, because any call out of the walker may end it. */
  over(): boolean {
    return this.status !== "RUNNING";
  }

  /** The attempt of a node that started last; 1 before the first. */
  attemptOf(node: ProgramNode<Callee>, scope?: Scope<Callee>): number {
    return scope?.lift ? scope.attemptOf(node) : (this.remarks?.attempts.get(node.index) ?? 1);
  }

  /** Has the attempts of a node counted from a later one on: those before were made elsewhere. */
  countFrom(node: ProgramNode<Callee>, attempt: number): void {
    if (attempt > 1) this.remarked().attempts.set(node.index, attempt);
  }

  /** Starts nothing more, until {@link resume}; what is running comes to its end. */
  pause(detail?: EventDetail): void {
    if (this.paused || this.over()) return;
    this.paused = true;
    this.noteOfRun("RunPaused", detail);
  }

  /** As {@link pause}, but nobody is to know. */
  hold(): void {
    this.paused = true;
  }

  /** Goes on, after {@link pause}. */
  resume(detail?: EventDetail): void {
    if (!this.paused || this.over()) return;
    this.paused = false;
    this.noteOfRun("RunResumed", detail);
    if (this.scoped !== undefined) this.scoped.resume();
    else if (this.queue !== undefined) this.drive(this.nextOf(this.queue));
  }

  /** Writes an event of the run itself to the log. */
  noteOfRun(type: RunNoteType, detail?: EventDetail): void {
    if (detail !== undefined) this.remarked().details.set(this.log.length, detail);
    this.log.push(runEntryOf(type));
    this.observer?.update();
  }

  /** Takes the inputs, checked and in the program's order, and starts every node that needs nothing else. */
  begin(inputs: readonly unknown[]): void {
    if (this.scoped !== undefined) {
      this.scoped.begin(inputs);
      return;
    }
    const slots = this.slots as unknown[];
    const { roots, inputs: taken } = this.program;
    for (let slot = 0; slot < taken.length; slot++) slots[slot] = inputs[slot];
    if (roots.length > 1) this.queue = roots.slice(1);
    if (roots.length > 0) this.drive(roots[0]);
    else this.complete(slots[this.program.target]);
  }

  /** Writes an event of a node, or of one of its items, to the log. */
  note(type: StepEventType, node: ProgramNode<Callee>, detail?: EventDetail, scope?: Scope<Callee>): void {
    if (scope?.lift) {
      const attempt = this.attemptOf(node, scope);
      this.append(type, node, { ...detail, itemIndex: scope.itemIndex() }, attempt);
    } else this.append(type, node, detail);
    this.observer?.update();
  }

  /** Notes that an attempt of a node has failed and that another follows. */
  noteRetry(node: ProgramNode<Callee>, error: unknown, delayMs: number, scope?: Scope<Callee>): void {
    this.note("StepRetried", node, { error, delayMs }, scope);
  }

  /** Notes that a further attempt of a node starts now. */
  noteAttempt(node: ProgramNode<Callee>, attempt: number, scope?: Scope<Callee>): void {
    const { attempts } = scope?.lift ? scope.rarely : this.remarked();
    attempts.set(node.index, attempt);
    this.note("StepStarted", node, undefined, scope);
  }

  /** Notes that the fallback of a node is to answer for it. */
  noteFallback(node: ProgramNode<Callee>, _error: unknown, scope?: Scope<Callee>): void {
    const { fallbacks } = scope === undefined ? this.remarked() : scope.rarely;
    fallbacks.add(node.index);
  }

  /** Ends the run without its output. The first to do so decides; the rest changes nothing. */
  stop(status: "FAILED" | "CANCELLED", outcome: Error, culprit?: ProgramNode<Callee>, scope?: Scope<Callee>): void {
    if (this.over()) return;
    this.status = status;
    this.outcome = outcome;
    if (culprit !== undefined) {
      if (scope?.lift) {
        const itemIndex = scope.itemIndex();
        this.append("StepFailed", culprit, { error: outcome, itemIndex }, this.attemptOf(culprit, scope));
      }
      this.append("StepFailed", culprit, { error: outcome });
    }
    this.abandon(outcome);
    this.release();
    this.scoped?.close(this.host.abandonedBy(outcome));
    this.observer?.update();
    this.host.ended();
  }

  /** Gives the run up to whoever takes it on: nothing is noted, and nothing more is heard of what is running. */
  leave(reason: Error): void {
    if (this.over()) return;
    this.status = "LEFT";
    this.outcome = reason;
    this.release();
    this.scoped?.close(reason);
    this.host.ended();
  }

  /** Ends the run with its output. */
  complete(product: unknown): void {
    this.status = "COMPLETED";
    this.outcome = product;
    this.release();
    this.scoped?.close(this.host.tooLate());
    this.observer?.update();
    this.host.ended();
  }

  /** Starts a node and, first ready first started, all that become ready by products that are there at once. */
  private drive(first: ProgramNode<Callee> | undefined): void {
    let node = first;
    while (node !== undefined) {
      if (this.paused) {
        this.queue = [...(this.queue?.slice(this.head) ?? []), node];
        this.head = 0;
        return;
      }
      node = this.launch(node);
      if (node === undefined && this.queue !== undefined) node = this.nextOf(this.queue);
    }
  }

  private nextOf(queue: readonly ProgramNode<Callee>[]): ProgramNode<Callee> | undefined {
    const node = queue[this.head++];
    if (this.head === queue.length) {
      this.queue = undefined;
      this.head = 0;
    }
    return node;
  }

  /** Starts a node; returns the next one where the product was there at once and made one ready. */
  private launch(node: ProgramNode<Callee>): ProgramNode<Callee> | undefined {
    if (this.over()) return undefined;
    if (this.restorer !== undefined) {
      const kept = this.restorer.restore(node);
      if (kept !== undefined) return this.accept(node, kept.product, true);
    }
    this.log.push(this.remarks === undefined ? node.started : entryOf("StepStarted", node.index, this.attemptOf(node)));
    if (this.observer !== undefined) {
      this.observer.update();
      if (this.over()) return undefined;
    }
    let product: unknown;
    try {
      product = this.host.call(node);
      if (product instanceof Promise) {
        this.follow(node, product);
        return undefined;
      }
    } catch (thrown) {
      this.fail(node, thrown);
      return undefined;
    }
    return this.accept(node, product);
  }

  private follow(node: ProgramNode<Callee>, product: Promise<unknown>): void {
    product.then(
      (value) => this.drive(this.accept(node, value)),
      (thrown: unknown) => this.fail(node, thrown),
    );
  }

  private fail(node: ProgramNode<Callee>, thrown: unknown): void {
    if (this.awaits(node)) this.stop("FAILED", this.host.failureOf(node, thrown), node);
  }

  /** Whether a started node has no result yet: a promise with a `then` of its own may give one twice. */
  private awaits(node: ProgramNode<Callee>): boolean {
    return this.slots[node.slot] === 0 && !this.over();
  }

  /** Keeps a node's product. Of the nodes it makes ready, returns the one to start now and queues the others. */
  private accept(node: ProgramNode<Callee>, product: unknown, restored = false): ProgramNode<Callee> | undefined {
    if (!this.awaits(node)) return undefined;
    if (!isMessageOf(product, node.seen) && !recognize(node, product)) {
      this.refuse(node, product);
      return;
    }
    if (restored) this.append("StepRestored", node);
    else if (this.remarks === undefined) this.log.push(node.completed);
    else this.append("StepCompleted", node, this.remarks.fallbacks.has(node.index) ? { fallback: true } : undefined);
    if (this.observer !== undefined) {
      this.observer.update();
      if (this.over()) return undefined;
    }
    const slots = this.slots as unknown[];
    slots[node.slot] = product;
    if (node.slot === this.program.target) {
      this.complete(product);
      return undefined;
    }
    let ready: ProgramNode<Callee> | undefined;
    for (const consumer of node.consumers) {
      const missing = (slots[consumer.slot] as number) - 1;
      slots[consumer.slot] = missing;
      if (missing > 0) continue;
      if (this.queue !== undefined) this.queue.push(consumer);
      else if (ready === undefined) ready = consumer;
      else this.queue = [consumer];
    }
    return ready;
  }

  /** A thenable that is no promise is waited for like one; anything else is a wrong result. */
  private refuse(node: ProgramNode<Callee>, product: unknown): undefined {
    if (isThenable(product)) this.follow(node, new Promise((resolve) => resolve(product)));
    else this.stop("FAILED", this.host.wrongResultOf(node, describeValue(product)), node);
  }

  /** Accounts for every node that will not end on its own: those running have failed, those waiting are skipped. */
  private abandon(outcome: Error): void {
    const last = new Map<number, StepEventType>();
    for (const [place, entry] of this.log.entries()) {
      if (this.remarks?.details.get(place)?.itemIndex !== undefined) continue;
      const { type, node } = readEntry(entry);
      if (!isRunNote(type)) last.set(node, type);
    }
    let error: Error | undefined;
    for (const node of this.program.nodes) {
      const type = last.get(node.index);
      if (type === "StepStarted" || type === "StepChosen") {
        error ??= this.host.abandonedBy(outcome);
        this.append("StepFailed", node, { error });
      } else if (type === undefined || type === "StepRetried") {
        this.append("StepSkipped", node, { reason: "CANCELLED" });
      }
    }
  }

  private append(
    type: StepEventType,
    node: ProgramNode<Callee>,
    detail?: EventDetail,
    attempt = this.attemptOf(node),
  ): void {
    if (detail !== undefined) this.remarked().details.set(this.log.length, detail);
    this.log.push(entryOf(type, node.index, attempt));
  }

  private remarked(): Remarks {
    this.remarks ??= { details: new Map(), attempts: new Map(), fallbacks: new Set() };
    return this.remarks;
  }

  /** Whoever keeps the run's handle keeps its outcome, and none of what it was made of. */
  private release(): void {
    this.slots = nothing;
    this.queue = undefined;
  }
}

const nothing: readonly unknown[] = [];
