/** The time an engine has. Everything in a run that waits, waits on it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /**
   * Waits.
   *
   * @param ms milliseconds; 0 or less is over at once.
   * @throws the signal's reason, as a rejection, as soon as the signal is aborted.
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Timers of the platform fire at once when they are given more. */
const longestTimerMs = 2 ** 31 - 1;

/** The platform's own time. */
export const systemClock: Clock = platformClock(true);

/** The platform's own time, for what is done beside everything else: nobody's process waits for its timers. */
const backgroundClock: Clock = platformClock(false);

/** A clock for what is done beside everything else. */
export function inBackground(clock: Clock): Clock {
  return clock === systemClock ? backgroundClock : clock;
}

function platformClock(keepsAlive: boolean): Clock {
  return {
    now: () => Date.now(),
    sleep: (ms, signal) => sleep(ms, signal, keepsAlive),
  };
}

function sleep(ms: number, signal: AbortSignal | undefined, keepsAlive: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(asError(signal.reason));
      return;
    }
    let timer: NodeJS.Timeout | undefined;
    const stop = () => {
      clearTimeout(timer);
      reject(asError(signal?.reason));
    };
    const wait = (left: number) => {
      const part = Math.min(left, longestTimerMs);
      timer = setTimeout(() => {
        if (left > part) {
          wait(left - part);
          return;
        }
        signal?.removeEventListener("abort", stop);
        resolve();
      }, part);
      if (!keepsAlive) timer.unref();
    };
    signal?.addEventListener("abort", stop, { once: true });
    wait(ms);
  });
}

/** Reasons are the caller's, whatever they are; this only satisfies the rule that rejections are errors. */
export function asError(reason: unknown): Error {
  return reason as Error;
}
