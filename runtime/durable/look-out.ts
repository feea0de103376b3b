import type { Clock } from "../engine/clock.js";
import { FencedError, StoreUnavailableError } from "../store/errors.js";

export interface LookOutOptions {
  readonly clock: Clock;
  /** How often it is looked, in milliseconds. */
  readonly pollMs: number;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Whether there is anything to look for. */
  readonly isNeeded: () => boolean;
  readonly look: () => Promise<void>;
  readonly onFailed: (error: unknown) => void;
}

/** Looks now and then, for as long as there is something to look for. */
export class LookOut {
  private isOn = false;

  constructor(private readonly options: LookOutOptions) {}

  /** Begins, where it is not on. */
  begin(): void {
    if (this.isOn) return;
    this.isOn = true;
    void this.keepOn().finally(() => (this.isOn = false));
  }

  private async keepOn(): Promise<void> {
    const { pollMs, signal, isNeeded, look, onFailed, clock } = this.options;
    while (!signal.aborted && isNeeded()) {
      await clock.sleep(pollMs, signal).catch(() => undefined);
      try {
        await look();
      } catch (error) {
        if (error instanceof FencedError) return;
        if (!(error instanceof StoreUnavailableError)) onFailed(error);
      }
    }
  }
}
