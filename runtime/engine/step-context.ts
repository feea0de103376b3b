import { type DurationText, parseDuration } from "../../proto/contract/duration.js";
import type { ItemFailure, StepContext, StepLog } from "../dsl/step.js";
import { DeclarationError, type StepPlace } from "../errors.js";
import type { FirstAttempt } from "../resilience/attempt.js";
import { type Log, withFields } from "./log.js";
import type { Callee, MemoryNode } from "./callee.js";
import type { Clock } from "./clock.js";
import { type Abortable, newController } from "./run-scope.js";
import type { Source } from "../plan/layout.js";
import type { Scope } from "./scope.js";
import type { Walk } from "./walk.js";
import { hashOf, type SeededRandom, seededRandom } from "./seeded-random.js";

/** What an attempt asks of its run. */
export interface RunOfAttempt {
  readonly id: string;
  readonly tenant: string | undefined;
  readonly deadline: Date | undefined;
  /** Aborted when the run ends without its output. */
  readonly signal: AbortSignal;
  /** What chance in this run is drawn from. */
  readonly seed: string;
  readonly engine: { readonly clock: Clock; readonly log: Log };
  readonly walk: Walk<Callee>;
  /** The run's time. */
  now(): number;
  /** Has an attempt with a signal of its own told of the run's end. */
  tell(attempt: Abortable): void;
  /** Calls back after a time, unless stopped or the run ends first. */
  timer(ms: number, fire: () => void): () => void;
  /** How many attempts of a call belong to earlier attempts of the run. */
  attemptsBefore(node: MemoryNode, scope: Scope<Callee> | undefined): number;
  /** Waits between two attempts of a call. */
  backOff(ms: number): Promise<void>;
  /** Waits in a step. */
  sleep(attempt: AttemptContext, ms: number): Promise<void>;
  /** Has something done when the run ends, however it does. */
  whenOver(act: () => void): () => void;
  /** Where a call has come to: its attempt that started last. */
  latestPlace(node: MemoryNode, scope: Scope<Callee> | undefined): StepPlace;
  /** Writes a warning to the engine's log. */
  warn(message: string, fields: Readonly<Record<string, unknown>>): void;
}

/** What only some attempts come to have. */
interface Own {
  sequence: SeededRandom | undefined;
  controller: AbortController | undefined;
  aborted: Error | undefined;
}

/**
 * One try of a node: the `ctx` its step is given, and what the policies around the call hold on to.
 *
 * One is made for every call, so it keeps references and makes everything else when it is asked for it.
 */
export class AttemptContext implements StepContext, FirstAttempt {
  // Declared, not defined: a definition would write every field twice for every call.
  declare readonly run: RunOfAttempt;
  declare private readonly node: MemoryNode;
  declare readonly attempt: number;
  /** What it is called in, where the program has a layout. */
  declare private readonly scope: Scope<Callee> | undefined;
  declare private own: Own | undefined;

  constructor(run: RunOfAttempt, node: MemoryNode, attempt: number, scope: Scope<Callee> | undefined) {
    this.run = run;
    this.node = node;
    this.attempt = attempt;
    this.scope = scope;
    this.own = undefined;
  }

  get runId(): string {
    return this.run.id;
  }

  get step(): string {
    return this.node.id;
  }

  get tenant(): string | undefined {
    return this.run.tenant;
  }

  get itemIndex(): readonly number[] {
    return this.scope?.itemIndex() ?? [];
  }

  get failures(): readonly ItemFailure[] {
    return this.scope ? (this.run.walk.scoped?.failuresFor(this.scope, this.node) ?? []) : [];
  }

  get deadline(): Date | undefined {
    return this.run.deadline;
  }

  get tries(): number {
    return this.attempt - this.run.attemptsBefore(this.node, this.scope);
  }

  /** Only an attempt that can time out ends apart from its run, and has a signal of its own. */
  get signal(): AbortSignal {
    if (!this.node.callee.timed) return this.run.signal;
    const own = this.owned();
    if (own.controller === undefined) {
      own.controller = newController();
      if (own.aborted === undefined) this.run.tell(this);
      else own.controller.abort(own.aborted);
    }
    return own.controller.signal;
  }

  get idempotencyKey(): string {
    return hashOf([this.run.tenant ?? "", this.run.id, ...this.name()]);
  }

  get log(): StepLog {
    const { runId, step, attempt } = this;
    return withFields(this.run.engine.log, { runId, step, attempt });
  }

  // Getters, so that a step can take ctx apart: `const { now, sleep } = ctx`.

  get now(): () => number {
    return () => this.run.now();
  }

  get random(): () => number {
    return () => this.drawn().next();
  }

  get uuid(): () => string {
    return () => this.drawn().uuid();
  }

  get sleep(): (duration: number | DurationText) => Promise<void> {
    return (duration) => this.wait(duration);
  }

  call(): unknown {
    const { node } = this;
    const { compute, self } = node.callee;
    if (this.scope !== undefined) return this.callIn(this.scope);
    const products = this.run.walk.slots;
    switch (node.arity) {
      case 0:
        return compute.call(self, this);
      case 1:
        return compute.call(self, this, products[node.first]);
      case 2:
        return compute.call(self, this, products[node.first], products[node.second]);
      case 3:
        return compute.call(self, this, products[node.first], products[node.second], products[node.third]);
      default:
        return compute.apply(self, [this, ...node.parameters.map((slot) => products[slot])]);
    }
  }

  private callIn(scope: Scope<Callee>): unknown {
    const { callee, place } = this.node;
    const { compute, self } = callee;
    const { sources } = place!;
    // To spread a list for the one parameter that most lifted steps have would take longer than the rest of a call.
    if (sources.length === 1)
      return compute.call(self, this, this.run.walk.scoped!.valueOf(scope, sources[0]!, this.node));
    return compute.apply(self, [this, ...this.messages(sources)]);
  }

  over(): boolean {
    return this.run.walk.over();
  }

  clockNow(): number {
    return this.run.engine.clock.now();
  }

  timer(ms: number, fire: () => void): () => void {
    return this.run.timer(ms, fire);
  }

  backOff(ms: number): Promise<void> {
    return this.run.backOff(ms);
  }

  abort(reason: Error): void {
    const own = this.owned();
    own.aborted ??= reason;
    own.controller?.abort(own.aborted);
  }

  chance(purpose: string): number {
    return seededRandom(this.run.seed, ...this.name(), purpose, String(this.attempt)).next();
  }

  noteRetry(error: unknown, delayMs: number): void {
    this.run.walk.noteRetry(this.node, error, delayMs, this.scope);
  }

  next(): AttemptContext {
    const next = new AttemptContext(this.run, this.node, this.attempt + 1, this.scope);
    this.run.walk.noteAttempt(this.node, next.attempt, this.scope);
    return next;
  }

  latest(): StepPlace {
    return this.run.latestPlace(this.node, this.scope);
  }

  rateLimitKey(): unknown {
    const { callee, place } = this.node;
    return callee.key?.(...(this.messages(place?.key ?? []) as never[]));
  }

  callFallback(): unknown {
    const { callee, place } = this.node;
    return callee.fallback?.(this, ...(this.messages(place?.fallback ?? []) as never[]));
  }

  noteFallback(error: unknown): void {
    this.run.walk.noteFallback(this.node, error, this.scope);
  }

  whenOver(act: () => void): () => void {
    return this.run.whenOver(act);
  }

  warn(message: string, error: unknown): void {
    this.run.warn(message, { runId: this.runId, step: this.step, attempt: this.attempt, error });
  }

  /** What tells this call from all others of the run: the node, and the item. */
  name(): readonly string[] {
    return [this.node.id, ...this.itemIndex.map(String)];
  }

  private messages(sources: readonly Source<Callee>[]): unknown[] {
    const { scope, node } = this;
    return scope ? sources.map((source) => this.run.walk.scoped!.valueOf(scope, source, node)) : [];
  }

  private async wait(duration: number | DurationText): Promise<void> {
    const ms = typeof duration === "number" ? duration : parseDuration(duration);
    if (ms === undefined || !(ms >= 0)) {
      const given = typeof duration === "string" ? JSON.stringify(duration) : String(duration);
      throw new DeclarationError(
        "INVALID_OPTION",
        `ctx.sleep(${given}) in step ${this.step}: give milliseconds, or text like "2s"`,
      );
    }
    await this.run.sleep(this, ms);
  }

  private drawn(): SeededRandom {
    const own = this.owned();
    own.sequence ??= seededRandom(this.run.seed, ...this.name());
    return own.sequence;
  }

  private owned(): Own {
    this.own ??= { sequence: undefined, controller: undefined, aborted: undefined };
    return this.own;
  }
}
