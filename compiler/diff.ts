import type { Compiled } from "./compile.js";
import type { Config } from "./config/config.js";
import type { Diagnostic, Span } from "./diagnostics/diagnostic.js";
import { compareLocks, type Diff } from "./lock/compare-locks.js";
import { diffDiagnostics } from "./lock/diff-diagnostics.js";
import { type Lock, lockedMessages } from "./lock/lock.js";

/** What there was before. */
export interface Released {
  readonly lock: Lock;
  /** Where a graph or a flow that is there no more stood. */
  readonly span: (name: string) => Span;
}

/** What became of a project, and what of it a person must act on. */
export interface Differences {
  readonly contracts: Diff;
  /** Breaking changes of which no new version says so, and bodies that have changed without one. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Compares a sound project with its contracts as they were.
 *
 * @example
 * const released = readLock(config);
 * if (released && "lock" in released) console.log(diffText(diff(config, compile(config), released).contracts));
 */
export function diff(config: Config, now: Compiled, released: Released): Differences {
  const lock = now.lock();
  const contracts = compareLocks(released.lock, lock);
  const { graphs, flows } = now;
  const places = { config, graphs, flows, message: lockedMessages(lock), released: released.span };
  return { contracts, diagnostics: diffDiagnostics(contracts, places) };
}
