import type { ItemFailure } from "../dsl/step.js";
import type { StepEventType } from "../events/log-entry.js";
import type { ItemCounts, SkipReason, Waiting } from "../events/run-event.js";
import type { ProgramNode } from "../plan/layout.js";
import type { Scope } from "./scope.js";

/** Whoever watches a run. */
export interface Observer {
  /** The log has grown, or the run has ended. */
  update(): void;
}

/** What the log's number alone does not say of an event. */
export interface EventDetail {
  readonly error?: unknown;
  readonly delayMs?: number;
  readonly reason?: SkipReason;
  /** Of a choice: the key of the branch. */
  readonly chosen?: string;
  /** Whether the message is absent, or its step's fallback has answered. */
  readonly absent?: boolean;
  readonly fallback?: boolean;
  /** Which item it is about, where it is about one. */
  readonly itemIndex?: readonly number[];
  /** Of a node that was called for each item: what became of them. */
  readonly items?: ItemCounts;
  /** The signal that asked for it, where one did. */
  readonly signalId?: string;
  /** Of a run that is paused: why; of one that is parked: what for. */
  readonly pause?: string;
  readonly waiting?: Waiting;
}

/** What the log's numbers alone do not say of a run. */
export interface Remarks {
  /** By place in the log. */
  readonly details: Map<number, EventDetail>;
  /** By node, where it is not the first: the attempt that started last. */
  readonly attempts: Map<number, number>;
  /** The nodes whose fallback answers. */
  readonly fallbacks: Set<number>;
}

/** Where messages may come from that need not be computed again. */
export interface Restorer<Callee> {
  /** What is kept of a node that is called once, if anything is; `undefined` as the product is that there is none. */
  restore(node: ProgramNode<Callee>, scope?: Scope<Callee>): { readonly product: unknown } | undefined;
}

/** What an engine brings to one run's walk. */
export interface Host<Callee> {
  /**
   * Calls a node. What it returns or throws, now or by a promise, is the node's result.
   *
   * @param scope what it is called in; absent where the program has no layout.
   */
  call(node: ProgramNode<Callee>, scope?: Scope<Callee>): unknown;
  /** Asks one of a node's conditions; throws where it has no answer. */
  holds(node: ProgramNode<Callee>, condition: number, messages: readonly unknown[], scope: Scope<Callee>): boolean;
  /** Asks a choice's selector for the key of a branch; throws where it gives none. */
  choose(node: ProgramNode<Callee>, messages: readonly unknown[], scope: Scope<Callee>): string;
  /** The error a run fails with when a node has thrown. */
  failureOf(node: ProgramNode<Callee>, thrown: unknown, scope?: Scope<Callee>): Error;
  /** The error of a node that has returned something else than its message. */
  wrongResultOf(node: ProgramNode<Callee>, actual: string, scope?: Scope<Callee>): Error;
  /** The error of a node of whose items more have failed than may. */
  tooManyFailed(node: ProgramNode<Callee>, failures: readonly ItemFailure[], total: number): Error;
  /** The error of a lazy message that is not there, and of one that is asked for when the run is over. */
  absentOf(message: string): Error;
  tooLate(): Error;
  /** The error of a node that was running when the run ended without it. */
  abandonedBy(outcome: Error): Error;
  /** The run has ended; called once. */
  ended(): void;
}

/** A run as those see it who take it on: its book of events, and its end. */
export interface RunBook<Callee> {
  readonly host: Host<Callee>;
  /** By index. */
  readonly nodes: readonly ProgramNode<Callee>[];
  /** Whether the run has ended. */
  over(): boolean;
  /** Whether nothing may start for now. */
  readonly paused: boolean;
  readonly restorer: Restorer<Callee> | undefined;
  /** Writes an event of a node, or of one of its items, to the log. */
  note(type: StepEventType, node: ProgramNode<Callee>, detail?: EventDetail, scope?: Scope<Callee>): void;
  /** Ends the run without its output. */
  stop(status: "FAILED" | "CANCELLED", outcome: Error, culprit?: ProgramNode<Callee>, scope?: Scope<Callee>): void;
  /** Ends the run with its output. */
  complete(product: unknown): void;
}
