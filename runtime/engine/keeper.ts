import type { Callee, MemoryNode } from "./callee.js";
import type { Scope } from "./scope.js";
import type { AttemptContext } from "./step-context.js";

/**
 * What keeps a run beyond its process: stands around the calls of its nodes, and knows what an earlier process has come
 * to. A run in memory has none.
 */
export interface Keeper {
  /** Calls a node: its message from where it is kept, or what `call` gives. */
  call(node: MemoryNode, scope: Scope<Callee> | undefined, call: () => unknown): unknown;
  /** The branch that was chosen before, if one was. */
  chosen(node: MemoryNode, scope: Scope<Callee>): string | undefined;
  /** Which attempt a call starts with. */
  firstAttempt(node: MemoryNode, scope: Scope<Callee> | undefined): number;
  /** How many attempts of a call belong to earlier attempts of the run. */
  attemptsBefore(node: MemoryNode, scope: Scope<Callee> | undefined): number;
  /** Whether nothing may start for now: then, when it may. */
  held(): Promise<void> | undefined;
  /** A call waits, and needs nobody until then. */
  waits(ms: number): { over(): void };
  /** Has a step sleep: until a time that outlives the process. */
  sleep(attempt: AttemptContext, ms: number): Promise<void>;
}
