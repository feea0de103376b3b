import { setMaxListeners } from "node:events";
import type { Clock } from "./clock.js";

/** A step's attempt that has a signal of its own. */
export interface Abortable {
  abort(reason: Error): void;
}

/**
 * What a run has going on besides its steps: signals to tell them of the end, and timers. Most runs have neither, so
 * a run makes its scope when it is first needed.
 */
export class RunScope {
  private readonly controller = newController();
  private readonly attempts = new Set<Abortable>();
  private readonly timers = new Set<AbortController>();
  private readonly cleanups = new Set<() => void>();

  /** Aborted when the run ends without its output. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Tells an attempt with a signal of its own when the run ends without its output. */
  tell(attempt: Abortable): void {
    this.attempts.add(attempt);
  }

  /**
   * Calls back after a time on the clock, unless the timer is stopped or the run ends first.
   *
   * @param broken called instead when the clock itself fails.
   * @returns stops the timer.
   */
  timer(clock: Clock, ms: number, fire: () => void, broken: (error: unknown) => void): () => void {
    const timer = new AbortController();
    const stop = () => {
      this.timers.delete(timer);
      timer.abort();
    };
    const unlessStopped = (act: () => void) => {
      if (this.timers.delete(timer)) act();
    };
    const fail = (error: unknown) => unlessStopped(() => broken(error));
    this.timers.add(timer);
    try {
      clock.sleep(ms, timer.signal).then(() => unlessStopped(fire), fail);
    } catch (error) {
      fail(error);
    }
    return stop;
  }

  /**
   * Has something done when the run ends, however it does.
   *
   * @returns takes that back.
   */
  whenOver(cleanup: () => void): () => void {
    this.cleanups.add(cleanup);
    return () => this.cleanups.delete(cleanup);
  }

  /**
   * The run has ended: stops all timers, so that none keeps the process alive.
   *
   * @param reason given where it has ended without its output: tells all who listen.
   */
  close(reason: Error | undefined): void {
    for (const cleanup of this.cleanups) cleanup();
    this.cleanups.clear();
    for (const timer of this.timers) timer.abort();
    this.timers.clear();
    if (reason !== undefined) {
      this.controller.abort(reason);
      for (const attempt of this.attempts) attempt.abort(reason);
    }
    this.attempts.clear();
  }
}

/** A run's signal has as many listeners as its steps have calls in flight: no leak, so no warning of one. */
export function newController(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}
