import type { Sighting } from "../dsl/flow-options.js";
import { ObserverError } from "./errors.js";
import { Places } from "./places.js";

/** An observer or a tap, as its plan and declaration have it. */
export interface WatcherParts {
  readonly id: string;
  readonly watch: (seen: never, sighting: Sighting) => unknown;
  readonly required: boolean;
  readonly window: number;
  /** Whether what comes while the window is full is dropped, instead of waiting. */
  readonly drops: boolean;
}

/** Something that is shown. */
interface Shown {
  readonly seen: unknown;
  readonly sighting: Sighting;
  /** Called when it has failed; not where nobody is waited for. */
  readonly failed: (error: unknown) => void;
  /** Called when it is the first that was dropped. */
  readonly dropped: (error: ObserverError) => void;
  /** Called when nobody is to wait any more. */
  readonly done: () => void;
}

/**
 * Shows messages to a function of the user's, one after the other, and no more than a window of them at once.
 *
 * Whoever shows goes on at once: to wait is for those whose function is required, or who have asked not to lose anything.
 * What the others lose is counted, and told once: a function that is slow or deaf does not fill the error sink.
 */
export class Watcher {
  /** How many were dropped. */
  dropped = 0;
  private readonly places: Places;
  private readonly queue: Shown[] = [];
  private busy = false;

  constructor(readonly parts: WatcherParts) {
    this.places = new Places(parts.window);
  }

  /** How many wait, or are being looked at. */
  get waiting(): number {
    return this.places.taken;
  }

  show(shown: Shown): void {
    if (this.places.take()) this.admit(shown);
    else if (this.parts.drops) {
      if (this.dropped++ === 0) shown.dropped(new ObserverError(this.parts.id, this.parts.window));
      shown.done();
    } else this.places.wait({ granted: () => this.admit(shown) });
  }

  private admit(shown: Shown): void {
    this.queue.push(shown);
    if (!this.parts.required) shown.done();
    if (!this.busy) void this.drain();
  }

  private async drain(): Promise<void> {
    this.busy = true;
    // Whoever has shown goes on first.
    await Promise.resolve();
    for (let shown = this.queue.shift(); shown !== undefined; shown = this.queue.shift()) {
      try {
        await this.parts.watch(shown.seen as never, shown.sighting);
      } catch (error) {
        shown.failed(error);
      }
      if (this.parts.required) shown.done();
      this.places.giveBack();
    }
    this.busy = false;
  }
}
