import type { StepContext } from "protograph";
import type { Stage } from "./steps/stage.js";

/** A call of a step that waits for the test. */
interface Hold {
  /** Resolves when the step is called. */
  readonly reached: Promise<void>;
  readonly release: () => void;
}

/** The failure of a step that was told to fail. */
class StagedError extends Error {
  override readonly name = "StagedError";
}

/** What happens in the world of the steps, as a test has written it. Calls are named by step, and item if there is one. */
export class Script implements Stage {
  /** What was called, in order. */
  readonly calls: string[] = [];
  private readonly holds = new Map<string, { readonly arrive: () => void; readonly released: Promise<void> }>();
  private readonly failures = new Map<string, number>();

  /** The next call waits. */
  hold(name: string): Hold {
    let arrive = (): void => undefined;
    let release = (): void => undefined;
    const reached = new Promise<void>((resolve) => (arrive = resolve));
    const released = new Promise<void>((resolve) => (release = resolve));
    this.holds.set(name, { arrive, released });
    return { reached, release };
  }

  /** The next calls fail. */
  fail(name: string, times = 1): void {
    this.failures.set(name, times);
  }

  mood(): number {
    return 1;
  }

  async enter({ step, signal }: StepContext, item?: string): Promise<void> {
    const name = item === undefined ? step : `${step} ${item}`;
    this.calls.push(name);
    const hold = this.holds.get(name);
    if (hold) {
      this.holds.delete(name);
      hold.arrive();
      await Promise.race([hold.released, aborted(signal)]);
    }
    const failures = this.failures.get(name) ?? 0;
    if (failures === 0) return;
    this.failures.set(name, failures - 1);
    throw new StagedError(`${name} fails as it was told to`);
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}
