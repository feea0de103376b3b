import type { Clock } from "../engine/clock.js";
import { FencedError, StoreUnavailableError } from "./errors.js";
import type { Owner, OwnerStore } from "./store.js";

export interface LeaseOptions {
  readonly store: OwnerStore;
  readonly clock: Clock;
  /** What people call the process. */
  readonly name: string;
  /** How long others wait for this process before they take over, in milliseconds. */
  readonly leaseMs: number;
  /** Told at a renewal that signals wait for runs of this process. Must not throw. */
  readonly onSignals?: () => void;
  /** Told once that another process has taken over. Must not throw. */
  readonly onLost: (error: FencedError) => void;
}

/** How often a lease is renewed in its time, at least: two renewals may fail. */
const renewals = 3;

/** How often it is tried to give the lease back, and how long is waited in between, in milliseconds. */
const releases = { most: 3, waitMs: 100 };

/** The longest time between renewals, in milliseconds: they also tell of signals. */
const longestWaitMs = 1_000;

/**
 * The right of this process to write, renewed until it ends.
 *
 * Nothing depends on a renewal coming in time but that the runs stay here: who comes too late finds out at its next
 * write, in the database.
 */
export class Lease {
  private readonly ending = new AbortController();
  private readonly renewing: Promise<void>;

  private constructor(
    readonly owner: Owner,
    private readonly options: LeaseOptions,
  ) {
    this.renewing = this.keep();
  }

  /** Takes a lease. */
  static async take(options: LeaseOptions): Promise<Lease> {
    return new Lease(await options.store.register(options.name, options.leaseMs), options);
  }

  /**
   * Ends the lease: what is still running may be taken over at once. Where the database stays away, the lease runs out by
   * itself, and others wait for that.
   */
  async end(): Promise<void> {
    this.ending.abort();
    await this.renewing;
    const { clock, store } = this.options;
    for (let tried = 1; ; tried++) {
      try {
        await store.release(this.owner);
        return;
      } catch (error) {
        if (!(error instanceof StoreUnavailableError)) throw error;
        if (tried === releases.most) return;
      }
      await clock.sleep(releases.waitMs);
    }
  }

  private async keep(): Promise<void> {
    const { clock, store, leaseMs, onLost, onSignals } = this.options;
    const { signal } = this.ending;
    for (;;) {
      await clock.sleep(Math.min(leaseMs / renewals, longestWaitMs), signal).catch(() => undefined);
      if (signal.aborted) return;
      try {
        const { signals } = await store.renew(this.owner);
        if (signals) onSignals?.();
      } catch (error) {
        // A database that is away says nothing about the lease.
        if (!(error instanceof FencedError)) continue;
        onLost(error);
        return;
      }
    }
  }
}
